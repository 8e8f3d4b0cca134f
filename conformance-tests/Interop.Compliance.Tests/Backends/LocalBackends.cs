using Interop.Client.Backends;
using Interop.Client.Backends.FileSystem;
using Interop.Client.Backends.InMemory;
using Interop.Client.Configuration;

namespace Interop.Compliance.Tests.Backends;

public sealed class InMemoryBackendTests : BackendCompliance
{
    protected override Task<IResultBackend> CreateAsync() =>
        Task.FromResult<IResultBackend>(new InMemoryResultBackend(Contexts.With(new CeleryOptions())));
}

public sealed class FileSystemBackendTests : BackendCompliance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interop-results-").FullName;

    protected override Task<IResultBackend> CreateAsync() => Task.FromResult<IResultBackend>(
        new FileSystemResultBackend(Contexts.With(new CeleryOptions()), new BrokerUrl { Scheme = "file", Path = _folder }));

    protected override Task CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
