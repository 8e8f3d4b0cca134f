using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Protocol;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Testing.Python;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Python.Tests;

/// <summary>Workers and producers of both languages with <c>setup_security</c>, on files.</summary>
public sealed class SignedTasksTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static readonly string Keys = RepositoryRoot.Combine("python-fixtures", "security");

    // Celery accepts of results what it accepts of tasks; theirs are JSON here.
    private static readonly string PythonSecurity = $$"""
        , "task_serializer": "auth", "accept_content": ["auth"], "result_accept_content": ["json"],
        "setup_security": {"key": "{{Keys}}/signer.key", "cert": "{{Keys}}/store/signer.pem", "store": "{{Keys}}/store/*.pem"}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APythonWorker_RunsWhatWeSigned_AndNothingElse()
    {
        var setup = PairSetup.Files();
        await using var worker = await StartPythonAsync(setup);
        await using var app = CeleryApp.Create(Secure(setup.Options(setup.PythonQueue), Release(worker)));

        var sum = await app.SendTaskAsync<int>("tasks.add", [2, 3], cancellationToken: Cancellation);

        Assert.Equal(5, await sum.GetAsync(Soon, Cancellation));

        await using var unsigned = CeleryApp.Create(setup.Options(setup.PythonQueue));
        await unsigned.SendTaskAsync("tasks.add", [2, 3], cancellationToken: Cancellation);
        await worker.WaitForLogAsync("ContentDisallowed", Soon, Cancellation);
    }

    [Fact]
    public async Task OurWorker_RunsWhatPythonSigned_AndNothingElse()
    {
        var setup = PairSetup.Files();
        await using var driver = await PythonDriver.StartAsync(Cancellation);
        var python = await PythonCelery.OpenAsync(setup.BrokerUrl, setup.ResultBackend, setup.PythonSettings(PythonSecurity), driver, Cancellation);
        var logs = new RecordingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Logging.AddProvider(logs);
        builder.Services.AddCelery(_ => Secure(setup.Options(setup.CSharpQueue), setup.Release))
            .AddWorker(worker => worker.MapTask("cs.add", (int x, int y) => x + y));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        var result = await python.GetAsync(await python.SendTaskAsync("cs.add", "[2, 3]", cancellationToken: Cancellation), Soon, Cancellation);

        Assert.Equal("5", result.Repr);

        await using var unsigned = CeleryApp.Create(setup.Options(setup.CSharpQueue));
        await unsigned.SendTaskAsync("cs.add", [2, 3], cancellationToken: Cancellation);
        await logs.WaitForAsync(entry => entry.Message.Contains("application/json", StringComparison.Ordinal), Soon, Cancellation);
        await host.StopAsync(Cancellation);
    }

    private static Task<CeleryWorkerProcess> StartPythonAsync(PairSetup setup) => CeleryWorkerProcess.StartAsync(
        new()
        {
            BrokerUrl = setup.BrokerUrl,
            ResultBackend = setup.ResultBackend,
            Settings = setup.PythonSettings(PythonSecurity),
            Queues = [setup.PythonQueue],
            NodeName = "python-signed",
        },
        Cancellation);

    // The layout of 5.5 is not read by earlier ones, nor theirs by it; the log tells who reads.
    private static CeleryRelease Release(CeleryWorkerProcess worker) =>
        worker.Output.Contains("v5.5", StringComparison.Ordinal) || worker.Output.Contains("v5.6", StringComparison.Ordinal)
            ? CeleryRelease.V56
            : CeleryRelease.V52;

    private static CeleryOptions Secure(CeleryOptions options, CeleryRelease release) => (options with
    {
        Release = release,
        ResultAcceptContent = ["json"],
    }).SetupSecurity(new()
    {
        Key = Path.Combine(Keys, "signer.key"),
        Certificate = Path.Combine(Keys, "store", "signer.pem"),
        CertStore = Path.Combine(Keys, "store"),
    });
}
