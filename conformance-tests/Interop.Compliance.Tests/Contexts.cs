using Interop.Client;
using Interop.Client.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Compliance.Tests;

internal static class Contexts
{
    public static ClientContext With(CeleryOptions options) => new()
    {
        Options = options,
        Loggers = NullLoggerFactory.Instance,
        Chance = new Random(1),
        Oid = Guid.NewGuid().ToString(),
    };
}
