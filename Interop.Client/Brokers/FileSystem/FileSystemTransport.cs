using Interop.Client.Brokers.Virtual;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Messages as files in a folder that all members share; needs no server. Source: <c>kombu/transport/filesystem.py</c>.</summary>
/// <remarks>Unlike Python, a taken message stays on disk until it is settled, so that it outlives a killed worker.</remarks>
internal sealed class FileSystemTransport : IBrokerTransport
{
    private readonly ClientContext _context;
    private readonly ExchangeTable _exchanges = new();
    private readonly ExchangeFiles _exchangeFiles;
    private readonly MessageFileNames _names;

    public FileSystemTransport(ClientContext context, IReadOnlyList<BrokerUrl> urls)
    {
        _context = context;
        Folders = FileSystemFolders.From(context.Options.BrokerTransportOptions);
        _names = new MessageFileNames(context.Time);
        _exchangeFiles = new ExchangeFiles(Folders.Control);
        DisplayUrl = urls.Count > 0 ? urls[0].ToString() : "filesystem://";
    }

    public string DriverName => "filesystem";

    public string DisplayUrl { get; }

    internal FileSystemFolders Folders { get; }

    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        Guarded(Folders.Create);
        return Task.CompletedTask;
    }

    public async ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        _exchanges.Bind(queue);
        if (queue.Exchange is { Name.Length: > 0 } exchange)
        {
            await _exchangeFiles.BindAsync(exchange.Name, queue.RoutingKey, queue.Name, _context.Time, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken)
    {
        _exchanges.Declare(exchange);
        return default;
    }

    public async ValueTask PublishAsync(
        string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var more = exchange.Length == 0
            ? []
            : await _exchangeFiles.ReadAsync(exchange, _context.Time, cancellationToken).ConfigureAwait(false);
        var stamped = message with
        {
            Properties = message.Properties with
            {
                Exchange = exchange,
                RoutingKey = routingKey,
                DeliveryTag = Guid.NewGuid().ToString(),
                BodyEncoding = "base64",
            },
        };
        Guarded(() =>
        {
            Folders.Create();
            foreach (var queue in _exchanges.Route(exchange, routingKey, more))
            {
                FileQueue.Write(Folders.Out, _names.Next(queue), stamped, _context.Options.Release);
            }
        });
    }

    public async Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken)
    {
        Guarded(Folders.Create);
        foreach (var queue in options.Queues)
        {
            await DeclareAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        var consumer = new FileSystemConsumer(_context, Folders, _names, options);
        consumer.Start();
        return consumer;
    }

    public ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        Guarded(Folders.Create);
        return new(FileQueue.List(Folders.In, queue).Count);
    }

    public ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken)
    {
        Guarded(Folders.Create);
        var names = FileQueue.List(Folders.In, queue);
        names.ForEach(name => File.Delete(Path.Combine(Folders.In, name)));
        return new(names.Count);
    }

    public async ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken)
    {
        _exchanges.Unbind(queue);
        await PurgeAsync(queue, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => default;

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokerUnreachableException(
                $"The folders of the filesystem broker cannot be used ({Folders.In}, {Folders.Out}): {e.Message} "
                + "Check data_folder_in and data_folder_out in broker_transport_options.",
                DisplayUrl,
                e);
        }
    }
}
