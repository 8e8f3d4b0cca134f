using System.Text;
using Interop.Client.Backends;
using Interop.Client.Backends.Rpc;
using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RpcResultBackendTests : RabbitMqTestBase
{
    private const int UnreadableReply = 1300;

    [Fact]
    public async Task WaitAsync_ReturnsWhatAPythonWorkerSends_AllStatesOnTheWay()
    {
        var server = await RabbitMqServer.SharedAsync();
        var (transport, backend, context) = await OpenAsync();
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new CeleryWorkerOptions { BrokerUrl = server.Url, ResultBackend = "rpc://", Queues = [QueueName] }, Token);
        var states = new List<string>();

        var task = TaskMessage("tasks.progress", "[[2], {}, {\"callbacks\": null, \"errbacks\": null, \"chain\": null, \"chord\": null}]", context);
        await backend.PrepareAsync(task.Headers.Id!, Token);
        await transport.PublishAsync("", QueueName, task, Token);
        var meta = await backend.WaitAsync(task.Headers.Id!, state => states.Add(state.Status.Name), Token);

        Assert.Equal(TaskState.Success, meta.Status);
        Assert.Contains("PROGRESS", states);
        Assert.Equal("SUCCESS", states[^1]);
        Assert.Equal(meta, await backend.GetAsync(task.Headers.Id!, Token));
    }

    [Fact]
    public async Task WaitAsync_ReturnsTheFailure_WhenAPythonTaskRaises()
    {
        var server = await RabbitMqServer.SharedAsync();
        var (transport, backend, context) = await OpenAsync();
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new CeleryWorkerOptions { BrokerUrl = server.Url, ResultBackend = "rpc://", Queues = [QueueName] }, Token);

        var task = TaskMessage("tasks.raise_value_error", "[[\"bad\"], {}, {\"callbacks\": null, \"errbacks\": null, \"chain\": null, \"chord\": null}]", context);
        await backend.PrepareAsync(task.Headers.Id!, Token);
        await transport.PublishAsync("", QueueName, task, Token);
        var meta = await backend.WaitAsync(task.Headers.Id!, null, Token);

        Assert.Equal(TaskState.Failure, meta.Status);
        Assert.Equal("ValueError", meta.Error!.Type);
    }

    [Fact]
    public async Task StoreAsync_IsReadByPython_AsItsOwnWorkersResult()
    {
        var server = await RabbitMqServer.SharedAsync();
        var python = Own(await PythonCelery.OpenAsync(
            server.Url, "rpc://", $$"""{"task_queues": ["{{QueueName}}"]}""", cancellationToken: Token));
        var (transport, backend, _) = await OpenAsync();
        var id = await python.SendTaskAsync("tasks.add", "[2, 3]", options: $$"""{"queue": "{{QueueName}}"}""", cancellationToken: Token);
        var delivery = await NextAsync(await ConsumeAsync(transport, Queue(QueueName)));
        var properties = delivery.Message.Properties;

        await backend.StoreAsync(
            new ResultMeta { TaskId = id, Status = TaskState.Success, ResultJson = "5"u8.ToArray() },
            new ResultRoute(properties.ReplyTo, properties.CorrelationId), Token);

        var result = await python.GetAsync(id, cancellationToken: Token);
        Assert.Equal(5, result.Value.GetInt32());
    }

    [Fact]
    public async Task StoreAsync_SendsTheMessageOfCelery()
    {
        var (transport, backend, _) = await OpenAsync();
        var reply = new QueueDeclaration { Name = QueueName, Durable = false, AutoDelete = true };
        var consumer = await ConsumeAsync(transport, reply);

        await backend.StoreAsync(
            new ResultMeta { TaskId = "t", Status = TaskState.Success, ResultJson = "5"u8.ToArray() }, new ResultRoute(QueueName, "c"), Token);

        var delivery = await NextAsync(consumer);
        Assert.Equal(
            """{"task_id": "t", "status": "SUCCESS", "result": 5, "traceback": null, "children": []}""", Text(delivery));
        Assert.Equal(
            new MessageProperties
            {
                ContentType = "application/json", ContentEncoding = "utf-8", CorrelationId = "c", DeliveryMode = 1, Priority = 0, RoutingKey = QueueName,
            },
            delivery.Message.Properties);
    }

    [Fact]
    public async Task StoreAsync_SendsNothing_WhenNobodyAsksForAnAnswer()
    {
        var backend = Own(new RpcResultBackend(Context(), Transport($"amqp://guest:guest@127.0.0.1:{FreePort.Next()}//")));

        await backend.StoreAsync(new ResultMeta { TaskId = "t", Status = TaskState.Success }, new ResultRoute("", "c"), Token);

        Assert.Empty(Logs.Entries);
    }

    [Fact]
    public async Task PrepareAsync_DeclaresTheQueueThatPythonWouldDeclare()
    {
        var server = await RabbitMqServer.SharedAsync();
        var (_, backend, context) = await OpenAsync();
        await backend.PrepareAsync("t", Token);

        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(PythonInstallation.Path, ["-c", $"""
            from celery import Celery
            app = Celery(broker="{server.Url}", backend="rpc://")
            app.backend.oid = "{context.Oid}"
            with app.connection_for_write() as connection:
                app.backend.binding(connection.default_channel).declare()
            """])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Equal("", errors);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task GetAsync_KnowsWhatCameBeforeAnybodyAsked()
    {
        var (_, backend, context) = await OpenAsync();
        await backend.PrepareAsync("t", Token);
        Assert.Null(await backend.GetAsync("t", Token));

        await backend.StoreAsync(new ResultMeta { TaskId = "t", Status = TaskState.Started }, new ResultRoute(context.Oid, "t"), Token);

        await Eventually.TrueAsync(async () => await backend.GetAsync("t", Token) is not null, cancellationToken: Token);
        Assert.Equal(TaskState.Started, (await backend.GetAsync("t", Token))!.Status);
        await backend.ForgetAsync("t", Token);
        Assert.Null(await backend.GetAsync("t", Token));
    }

    [Fact]
    public async Task WaitAsync_SaysWhy_WhenTheReplyCannotBeRead()
    {
        var (transport, backend, context) = await OpenAsync();
        await backend.PrepareAsync("t", Token);
        await transport.PublishAsync("", context.Oid, Reply("other", "not json"), Token);
        await transport.PublishAsync("", context.Oid, Reply("t", "{}") with
        {
            Properties = new MessageProperties { ContentType = "application/x-python-serialize", ContentEncoding = "binary", CorrelationId = "t" },
        }, Token);

        var error = await Assert.ThrowsAsync<ResultReadException>(async () => await backend.WaitAsync("t", null, Token));

        Assert.Contains("application/x-python-serialize", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Logs.Entries.Count(entry => entry.Id.Id == UnreadableReply));
    }

    [Fact]
    public async Task WaitAsync_EndsAndLeavesNothingBehind_WhenItIsCancelled()
    {
        var (_, backend, context) = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = backend.WaitAsync("t", null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // The wait may have ended before there was a queue, and RabbitMQ drops what no queue takes.
        await backend.PrepareAsync("t", Token);
        var again = backend.WaitAsync("t", null, Token).AsTask();
        await backend.StoreAsync(new ResultMeta { TaskId = "t", Status = TaskState.Success }, new ResultRoute(context.Oid, "t"), Token);

        Assert.Equal("t", (await again).TaskId);
    }

    [Fact]
    public async Task WaitAsync_Ends_WhenTheBackendIsDisposed()
    {
        var (_, backend, _) = await OpenAsync();
        await backend.PrepareAsync("t", Token);
        var waiting = backend.WaitAsync("t", null, Token).AsTask();

        await backend.DisposeAsync();

        await Assert.ThrowsAsync<ResultReadException>(() => waiting);
    }

    private async Task<(RabbitMqTransport Transport, RpcResultBackend Backend, ClientContext Context)> OpenAsync()
    {
        var context = Context();
        var transport = Own(new RabbitMqTransport(context, BrokerUrl.ParseAll((await RabbitMqServer.SharedAsync()).Url)));
        var backend = Own(new RpcResultBackend(context, transport));
        return (transport, backend, context);
    }

    private static WireMessage TaskMessage(string name, string body, ClientContext context)
    {
        var id = Guid.NewGuid().ToString();
        var message = Message(body);
        return message with
        {
            Properties = message.Properties with { CorrelationId = id, ReplyTo = context.Oid },
            Headers = MessageHeadersCodec.Read(new WireMap().With("lang", "py").With("task", name).With("id", id)),
        };
    }

    private static WireMessage Reply(string correlationId, string body) => new()
    {
        Properties = new MessageProperties { ContentType = "application/json", ContentEncoding = "utf-8", CorrelationId = correlationId },
        Headers = MessageHeaders.Empty,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
