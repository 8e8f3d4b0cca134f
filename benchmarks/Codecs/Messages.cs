namespace Interop.Benchmarks;

/// <summary>The messages that Python wrote, in <c>python-fixtures/bench/messages</c>; both sides time the same bytes.</summary>
internal static class Messages
{
    public static byte[] Load(string name)
    {
        using var resource = typeof(Messages).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException("No such message.", name);
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Makes sure that what is timed is what Python wrote.</summary>
    public static void EnsureSame(ReadOnlySpan<byte> written, ReadOnlySpan<byte> expected)
    {
        if (!written.SequenceEqual(expected))
        {
            throw new InvalidOperationException($"Wrote {System.Text.Encoding.UTF8.GetString(written)}");
        }
    }

    /// <summary>Writes each message as the benchmarks do, under the name of Python's.</summary>
    public static void Write(string folder)
    {
        var pickle = new PickleBenchmarks();
        pickle.Setup();
        pickle.WriteCall();
        File.WriteAllBytes(Path.Combine(folder, "v1-body.pickle2"), pickle.Written);
        pickle.WriteRows();
        File.WriteAllBytes(Path.Combine(folder, "v1-rows.pickle4"), pickle.Written);
        var json = new JsonBenchmarks();
        json.Setup();
        json.WriteRedisMessage();
        File.WriteAllBytes(Path.Combine(folder, "redis.json"), json.Written);
        json.WriteResult();
        File.WriteAllBytes(Path.Combine(folder, "result.json"), json.Written);
    }
}
