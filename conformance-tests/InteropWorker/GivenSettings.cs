using System.Text;
using Interop.Client.Configuration;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Microsoft.Extensions.Configuration;

namespace InteropWorker;

/// <summary>The settings of a Python fleet: those that mean something here are honoured, all are shown by <c>inspect conf</c>.</summary>
/// <param name="Options">The settings.</param>
/// <param name="LeftOut">Why the others have no effect.</param>
internal sealed record GivenSettings(CeleryOptions Options, IReadOnlyList<string> LeftOut)
{
    /// <summary>Where a Python worker of the same tasks has them; shown as its <c>include</c>.</summary>
    private const string Module = "t.integration.tasks";

    public static GivenSettings Read(WorkerEnvironment environment)
    {
        var given = WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(environment.Settings)).AsMap().Clone();
        given.Set("broker_url", environment.BrokerUrl);
        given.Set("result_backend", environment.ResultBackend);
        if (given["include"] is null)
        {
            given.Set("include", WireValue.List([Module]));
        }

        var honoured = new Dictionary<string, string?>(StringComparer.Ordinal);
        var leftOut = new List<string>();
        foreach (var (name, value) in given)
        {
            var setting = new Dictionary<string, string?>(StringComparer.Ordinal);
            Flatten(name.AsString(), value, setting);
            try
            {
                // By itself: a setting that cannot be used here must not take the others with it.
                CeleryOptions.FromConfiguration(Section(setting));
            }
            catch (ImproperlyConfiguredException e)
            {
                leftOut.Add(e.Message);
                continue;
            }

            foreach (var (key, text) in setting)
            {
                honoured[key] = text;
            }
        }

        return new GivenSettings(CeleryOptions.FromConfiguration(Section(honoured)) with { GivenSettings = given }, leftOut);
    }

    private static void Flatten(string path, WireValue value, Dictionary<string, string?> section)
    {
        switch (value.Kind)
        {
            case WireKind.Map:
                foreach (var (name, part) in value.AsMap())
                {
                    Flatten($"{path}:{name}", part, section);
                }

                break;
            case WireKind.List:
                for (var i = 0; i < value.AsItems().Count; i++)
                {
                    Flatten($"{path}:{i}", value.AsItems()[i], section);
                }

                break;
            case WireKind.None:
                section[path] = null;
                break;
            case WireKind.Boolean:
                section[path] = value.AsBoolean() ? "true" : "false";
                break;
            default:
                section[path] = value.AsStringOrNull() ?? value.ToString();
                break;
        }
    }

    private static IConfiguration Section(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
