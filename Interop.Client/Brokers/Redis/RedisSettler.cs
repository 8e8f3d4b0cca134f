using Interop.Client.Resp;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Takes messages that are done with out of the books. Whatever is settled while one batch is on its way makes up the next.</summary>
/// <remarks>An outage only delays a settlement: it is sent again, which is harmless, since it acts where the score is ours only.</remarks>
internal sealed class RedisSettler : IAsyncDisposable
{
    private const int LargestBatch = 250;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly RespClient _client;
    private readonly RedisNames _names;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly RedisSignal _wake = new();
    private readonly CancellationTokenSource _giveUp;
    private readonly List<RedisDelivery> _pairs = [];
    private readonly Task _loop;
    private Batch? _filling;
    private Batch? _spare;
    private bool _isClosing;

    public RedisSettler(RespClient client, RedisNames names, TimeProvider time, ILogger logger)
    {
        _client = client;
        _names = names;
        _time = time;
        _logger = logger;
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Completes when Redis has been told; need not be awaited.</summary>
    public ValueTask SettleAsync(RedisDelivery delivery)
    {
        Task done;
        lock (_gate)
        {
            if (_isClosing)
            {
                return default;
            }

            if (_filling is null)
            {
                _filling = _spare ?? new Batch();
                _spare = null;
                _filling.Open();
                _wake.Set();
            }

            _filling.Items.Add(delivery);
            done = _filling.Done.Task;
        }

        return new ValueTask(done);
    }

    /// <summary>Sends what is left, within bounds.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
        }

        _wake.Set();
        _giveUp.CancelAfter(CloseLimit);
        await _loop.ConfigureAwait(false);
        _giveUp.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            Batch? batch = Take(out bool isClosing);
            if (batch is not null)
            {
                await SendAsync(batch).ConfigureAwait(false);
            }
            else if (isClosing)
            {
                return;
            }
            else
            {
                await _wake.WaitAsync().ConfigureAwait(false);
            }
        }
    }

    private Batch? Take(out bool isClosing)
    {
        lock (_gate)
        {
            Batch? batch = _filling;
            _filling = null;
            isClosing = _isClosing;
            return batch;
        }
    }

    private async Task SendAsync(Batch batch)
    {
        Exception? failure = null;
        for (int from = 0; from < batch.Items.Count && failure is null; from += LargestBatch)
        {
            failure = await SendAsync(batch.Items, from, Math.Min(LargestBatch, batch.Items.Count - from)).ConfigureAwait(false);
        }

        batch.Close(failure);
        lock (_gate)
        {
            _spare = batch;
        }
    }

    private async Task<Exception?> SendAsync(List<RedisDelivery> items, int from, int count)
    {
        for (bool isRepeated = false; ; isRepeated = true)
        {
            try
            {
                RespReply reply = await _client.ExecuteAsync((this, items, from, count), Write, _giveUp.Token).ConfigureAwait(false);
                if (!reply.IsErrorCode("NOSCRIPT"u8))
                {
                    ReportLost(reply.ThrowIfError().Items, isRepeated);
                    return null;
                }
            }
            catch (RespException e) when (e.IsTransient && !_giveUp.IsCancellationRequested)
            {
                RedisLog.Troubled(_logger, "settling messages", e.Message);
                await Task.Delay(Pause, _time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The end of all attempts: what was settled stays in the books, so that it is delivered again.
                RedisLog.SettlementFailed(_logger, count, e.Message);
                return e;
            }
        }
    }

    // Under the lock of the pipeline, so that each score is the one the commands before this have written.
    private static void Write(
        RespCommandWriter writer, (RedisSettler Settler, List<RedisDelivery> Items, int From, int Count) state)
    {
        List<RedisDelivery> pairs = state.Settler._pairs;
        pairs.Clear();
        for (int i = state.From; i < state.From + state.Count; i++)
        {
            pairs.Add(state.Items[i]);
            if (state.Items[i].IsUncertain)
            {
                pairs.Add(state.Items[i]);
            }
        }

        writer.Eval(RedisScripts.Settle, 2, 2 * pairs.Count);
        writer.Bulk(state.Settler._names.Unacked);
        writer.Bulk(state.Settler._names.UnackedIndex);
        for (int i = 0; i < pairs.Count; i++)
        {
            bool isSecond = i > 0 && ReferenceEquals(pairs[i - 1], pairs[i]);
            pairs[i].BookKey.WriteTo(writer);
            writer.Bulk(isSecond ? pairs[i].EarlierScore : pairs[i].Score);
        }
    }

    private void ReportLost(RespReply[] lost, bool isRepeated)
    {
        // After a broken connection "not there" may well be the work of the first attempt.
        if (lost.Length == 0 || isRepeated)
        {
            return;
        }

        foreach (RespReply number in lost)
        {
            RedisDelivery delivery = _pairs[(int)number.Integer];
            if (_pairs.Count(d => ReferenceEquals(d, delivery)) == 1)
            {
                RedisLog.TooLate(_logger, Settlement.Ack, delivery.Message.Properties.DeliveryTag ?? "", delivery.Queue);
            }
        }
    }

    private sealed class Batch
    {
        public List<RedisDelivery> Items { get; } = [];

        public TaskCompletionSource Done { get; private set; } = new();

        public void Open()
        {
            Items.Clear();
            Done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public void Close(Exception? failure)
        {
            Items.Clear();
            if (failure is null)
            {
                Done.SetResult();
            }
            else
            {
                Done.SetException(failure);
                _ = Done.Task.Exception;
            }
        }
    }
}
