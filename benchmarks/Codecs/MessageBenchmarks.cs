using System.Buffers;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;

namespace Interop.Benchmarks;

/// <summary>What a worker does for every message, on an envelope that Python wrote. The baseline is the BCL building a tree of it.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[] _envelope = [];
    private WireMessage _message = null!;
    private TaskMessage _task = null!;
    private ResultMeta _result = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var resource = typeof(MessageBenchmarks).Assembly.GetManifestResourceStream("golden.json")!;
        using var golden = JsonDocument.Parse(resource);
        _envelope = Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("envelope").GetString()!);
        _message = VirtualEnvelope.Read(_envelope);
        _task = TaskMessageCodec.Read(_message, _message.Body);
        _result = new ResultMeta { TaskId = _task.Id, Status = TaskState.Success, ResultJson = "5"u8.ToArray() };
    }

    [Benchmark(Baseline = true)]
    public string BclTree()
    {
        using var document = JsonDocument.Parse(_envelope);
        return document.RootElement.GetProperty("headers").GetProperty("task").GetString()!;
    }

    [Benchmark]
    public WireMessage ReadEnvelope() => VirtualEnvelope.Read(_envelope);

    [Benchmark]
    public TaskMessage ReadTask() => TaskMessageCodec.Read(_message, _message.Body);

    [Benchmark]
    public int Tokens()
    {
        var reader = new WireJsonReader(_envelope);
        var count = 0;
        while (reader.Read())
        {
            count++;
        }

        return count;
    }

    [Benchmark]
    public int WriteTaskAndEnvelope()
    {
        _output.ResetWrittenCount();
        VirtualEnvelope.Write(_output, TaskMessageCodec.Write(_task, CeleryRelease.V56), CeleryRelease.V56);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int WriteResult()
    {
        _output.ResetWrittenCount();
        ResultMetaCodec.Write(_output, _result, CeleryRelease.V56);
        return _output.WrittenCount;
    }
}
