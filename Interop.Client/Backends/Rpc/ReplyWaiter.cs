using System.Threading.Channels;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.Rpc;

/// <summary>One wait for the records of one task; disposing ends it.</summary>
internal sealed class ReplyWaiter(ReplyBook book, string taskId) : IDisposable
{
    private readonly Channel<ResultMeta> _records = Channel.CreateUnbounded<ResultMeta>();

    /// <summary>The next record.</summary>
    /// <exception cref="Backends.ResultReadException">None will come, or what came cannot be read.</exception>
    public async ValueTask<ResultMeta> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _records.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e) when (e.InnerException is ResultReadException failure)
        {
            throw new ResultReadException(failure.Message, failure.IsTransient, failure);
        }
    }

    public void Dispose() => book.Leave(taskId, this);

    internal void Offer(ResultMeta meta) => _records.Writer.TryWrite(meta);

    internal void Fail(Exception failure) => _records.Writer.TryComplete(failure);
}
