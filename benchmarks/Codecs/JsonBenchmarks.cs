using System.Buffers;
using BenchmarkDotNet.Attributes;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;

namespace Interop.Benchmarks;

/// <summary>The JSON messages: from bytes to typed arguments or a typed result, and from those to bytes.</summary>
[MemoryDiagnoser]
public class JsonBenchmarks
{
    private readonly ArrayBufferWriter<byte> _arguments = new(4096);
    private readonly ArrayBufferWriter<byte> _body = new(4096);
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly ClrCodec _codec = new();
    private byte[] _bodyBytes = [];
    private byte[] _envelope = [];
    private byte[] _result = [];
    private WireMessage _message = null!;
    private TaskMessage _task = null!;
    private ResultMeta _meta = null!;

    [GlobalSetup]
    public void Setup()
    {
        _bodyBytes = Messages.Load("v2-body.json");
        _envelope = Messages.Load("redis.json");
        _result = Messages.Load("result.json");
        _message = VirtualEnvelope.Read(_envelope);
        _task = TaskMessageCodec.Read(_message, _message.Body);
        _meta = ResultMetaCodec.Read(_result);
        _meta = _meta with { DateDone = new(_meta.DateDone!.Value.WallClock, null) };
        WriteBody();
        Messages.EnsureSame(_body.WrittenSpan, _bodyBytes);
        WriteRedisMessage();
        Messages.EnsureSame(_output.WrittenSpan, _envelope);
        WriteResult();
        Messages.EnsureSame(_output.WrittenSpan, _result);
        if (ReadBody() != (2, 3) || ReadRedisMessage() != (2, 3) || ReadResult() != 5)
        {
            throw new InvalidOperationException("Read other values than Python wrote.");
        }
    }

    [Benchmark]
    public int WriteBody()
    {
        _body.ResetWrittenCount();
        TaskMessageCodec.WriteBody(_body, Called(2, 3), CeleryRelease.V52);
        return _body.WrittenCount;
    }

    [Benchmark]
    public (int X, int Y) ReadBody() => Bind(TaskMessageCodec.Read(_message, _bodyBytes));

    [Benchmark]
    public int WriteRedisMessage()
    {
        WriteBody();
        _output.ResetWrittenCount();
        var message = new WireMessage { Properties = _task.Properties, Headers = _task.Headers, Body = _body.WrittenMemory };
        VirtualEnvelope.Write(_output, message, CeleryRelease.V52);
        return _output.WrittenCount;
    }

    [Benchmark]
    public (int X, int Y) ReadRedisMessage()
    {
        var message = VirtualEnvelope.Read(_envelope);
        return Bind(TaskMessageCodec.Read(message, message.Body));
    }

    [Benchmark]
    public int WriteResult()
    {
        _arguments.ResetWrittenCount();
        _codec.Write(_arguments, 5);
        _output.ResetWrittenCount();
        ResultMetaCodec.Write(_output, _meta with { ResultJson = _arguments.WrittenMemory }, CeleryRelease.V52);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int ReadResult() => _codec.Read<int>(ResultMetaCodec.Read(_result).ResultJson.Span);

    /// <summary>What the last call of a writing benchmark wrote, for Python to read.</summary>
    internal ReadOnlySpan<byte> Written => _output.WrittenSpan;

    // As a producer writes typed arguments and as a worker binds them to the parameters (int x, int y).
    private TaskMessage Called(int x, int y)
    {
        _arguments.ResetWrittenCount();
        var writer = new WireJsonWriter(_arguments);
        writer.BeginArray();
        _codec.Write(ref writer, x);
        _codec.Write(ref writer, y);
        writer.EndArray();
        writer.Flush();
        return _task with { Arguments = TaskArguments.None with { ArgsJson = _arguments.WrittenMemory } };
    }

    private (int X, int Y) Bind(TaskMessage task)
    {
        var reader = new WireJsonReader(task.Arguments.ArgsJson.Span);
        reader.ReadRequired();
        reader.ReadRequired();
        var x = _codec.Read<int>(ref reader);
        reader.ReadRequired();
        var y = _codec.Read<int>(ref reader);
        reader.ReadRequired();
        reader.ReadToEnd();
        return (x, y);
    }
}
