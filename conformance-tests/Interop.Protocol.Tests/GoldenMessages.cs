using System.Text.Json;
using Interop.Testing;

namespace Interop.Protocol.Tests;

/// <summary>The messages of the golden cases, one entry each: case and index.</summary>
internal static class GoldenMessages
{
    private static readonly string[] Kinds = ["task", "canvas", "rpc-result"];

    public static TheoryData<string, int> All { get; } = Enumerate(Kinds);

    /// <summary>Tasks whose body is JSON, not compressed.</summary>
    public static TheoryData<string, int> JsonTasks { get; } = Enumerate("task", "canvas");

    public static JsonElement Message(string name, int index) => Golden.Load(name).GetProperty("messages")[index];

    public static string Envelope(string name, int index) => Message(name, index).GetProperty("envelope").GetString()!;

    private static TheoryData<string, int> Enumerate(params string[] kinds)
    {
        var data = new TheoryData<string, int>();
        foreach (var name in kinds.SelectMany(Golden.EveryCase))
        {
            for (var i = 0; i < Golden.Load(name).GetProperty("messages").GetArrayLength(); i++)
            {
                var envelope = Envelope(name, i);
                if (kinds == Kinds || (envelope.Contains("application/json", StringComparison.Ordinal)
                    && !envelope.Contains("\"compression\"", StringComparison.Ordinal)))
                {
                    data.Add(name, i);
                }
            }
        }

        return data;
    }
}
