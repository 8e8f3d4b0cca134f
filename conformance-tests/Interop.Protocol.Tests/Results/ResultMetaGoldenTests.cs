using System.Buffers;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Results;
using Interop.Testing;

namespace Interop.Protocol.Tests.Results;

public sealed class ResultMetaGoldenTests
{
    public static TheoryData<string> Results => [.. Golden.EveryCase("result")];

    public static TheoryData<string> RpcResults => [.. Golden.EveryCase("rpc-result")];

    public static TheoryData<string> ForeignErrors =>
        [.. Golden.Versions.SelectMany(version => Samples(version).Select(sample => $"{version}/{sample.GetProperty("name").GetString()}"))];

    [Theory]
    [MemberData(nameof(Results))]
    public void Write_GivesPythonsBytes_WhenPythonsRecordWasRead(string name)
    {
        var golden = Golden.Load(name);
        var json = golden.GetProperty("meta").GetString()!;

        var meta = ResultMetaCodec.Read(Encoding.UTF8.GetBytes(json));

        Assert.Null(meta.Extra);
        Assert.Equal(golden.GetProperty("task_id").GetString(), meta.TaskId);
        Assert.Equal(json, Write(meta, ResultMetaCodec.Write, Golden.Release(name)));
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void Read_SeesTheException_ThatPythonRaises(string name)
    {
        var golden = Golden.Load(name);
        var error = ResultMetaCodec.Read(Encoding.UTF8.GetBytes(golden.GetProperty("meta").GetString()!)).Error;

        AssertSameException(golden, error);
    }

    [Theory]
    [MemberData(nameof(RpcResults))]
    public void WriteRpc_GivesPythonsBytes_WhenPythonsReplyWasRead(string name)
    {
        var body = Golden.Body(name);

        var meta = ResultMetaCodec.Read(body);

        Assert.Equal(Encoding.UTF8.GetString(body), Write(meta, ResultMetaCodec.WriteRpc, Golden.Release(name)));
    }

    [Theory]
    [MemberData(nameof(ForeignErrors))]
    public void Read_SeesTheExceptionOfAForeignRecord_ThatPythonRaises(string name)
    {
        var sample = Samples(name[..name.IndexOf('/', StringComparison.Ordinal)])
            .Single(entry => entry.GetProperty("name").GetString() == Golden.ShortName(name));
        var error = ResultMetaCodec.Read(Encoding.UTF8.GetBytes(sample.GetProperty("meta").GetString()!)).Error;

        AssertSameException(sample, error);
    }

    private static IEnumerable<JsonElement> Samples(string version) =>
        Golden.Load("result-foreign-errors", version).GetProperty("samples").EnumerateArray();

    private static void AssertSameException(JsonElement golden, RemoteError? error)
    {
        if (!golden.TryGetProperty("python_reads", out var reads) || reads.ValueKind != JsonValueKind.Object
            || !reads.TryGetProperty("exception", out var exception))
        {
            // What Python refuses to raise stays readable as data here, if it names a class at all. Celery 5.0 called what the
            // record named, os.system("true"), and took its answer 0 for the exception.
            Assert.True(reads.ValueKind == JsonValueKind.Number && error?.Type == "system" || error is null || reads.ValueKind == JsonValueKind.Object && reads.TryGetProperty("raises_while_reading", out _));
            return;
        }

        Assert.NotNull(error);
        if (error.Type == "UnicodeDecodeError")
        {
            return; // Python could not call that class with one argument and raised Exception; we call nothing.
        }

        Assert.Equal(exception.GetProperty("class").GetString(), error.Type);
        Assert.Equal(exception.GetProperty("args").GetProperty("tuple").GetArrayLength(), error.Args.Count);
        if (exception.GetProperty("bases").EnumerateArray().All(known => known.GetString() != "CeleryError")
            && error.Module != "billiard.exceptions")
        {
            Assert.Equal(exception.GetProperty("text").GetString(), error.Message);
        }
    }

    private static string Write(ResultMeta meta, Action<IBufferWriter<byte>, ResultMeta, CeleryRelease> write, CeleryRelease release)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output, meta, release);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
