using Interop.Client.Brokers;
using Interop.Client.Brokers.FileSystem;
using Interop.Client.Brokers.InMemory;
using Interop.Client.Configuration;

namespace Interop.Compliance.Tests.Brokers;

public sealed class InMemoryBrokerTests : BrokerCompliance
{
    protected override Task<IBrokerTransport> CreateAsync() =>
        Task.FromResult<IBrokerTransport>(new InMemoryTransport(Contexts.With(new CeleryOptions()), []));
}

public sealed class FileSystemBrokerTests : BrokerCompliance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interop-fs-").FullName;

    protected override Task<IBrokerTransport> CreateAsync() =>
        Task.FromResult<IBrokerTransport>(new FileSystemTransport(Contexts.With(FileSystem(_folder)), []));

    protected override Task CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static CeleryOptions FileSystem(string folder) => new()
    {
        BrokerUrl = "filesystem://",
        BrokerTransportOptions = new(new Dictionary<string, string>
        {
            ["data_folder_in"] = Path.Combine(folder, "messages"),
            ["data_folder_out"] = Path.Combine(folder, "messages"),
            ["control_folder"] = Path.Combine(folder, "control"),
        }),
    };
}
