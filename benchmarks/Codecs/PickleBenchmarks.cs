using System.Buffers;
using BenchmarkDotNet.Attributes;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Pickle;

namespace Interop.Benchmarks;

/// <summary>The pickled messages: from bytes to typed arguments, and from those to bytes.</summary>
[MemoryDiagnoser]
public class PickleBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(8192);
    private readonly PickleContentCodec _protocol2 = new(PickleOptions.Default with { Protocol = 2 });
    private readonly PickleContentCodec _protocol4 = new(PickleOptions.Default with { Protocol = 4 });
    private readonly ClrCodec _codec = new ClrCodec().For(new PickleContentCodec());
    private readonly WireMessage _message = new()
    {
        Properties = new() { ContentType = PickleContentCodec.MimeType, ContentEncoding = "binary" },
        Headers = MessageHeaders.Empty,
        Body = default,
    };

    private byte[] _callBytes = [];
    private byte[] _rowsBytes = [];
    private TaskMessage _call = null!;
    private TaskMessage _ordered = null!;
    private List<Row> _rows = [];
    private DateTimeOffset _until;

    [GlobalSetup]
    public void Setup()
    {
        _callBytes = Messages.Load("v1-body.pickle2");
        _rowsBytes = Messages.Load("v1-rows.pickle4");
        _call = TaskMessageCodec.Read(_message, _protocol2.Decode(_callBytes));
        _ordered = TaskMessageCodec.Read(_message, _protocol4.Decode(_rowsBytes));
        (_rows, _until) = ReadRows();
        if (ReadCall() != (9, 42) || _rows is not [_, { Id: 100_001, Name: "customer, branch 01", Amount: 1.25, Paid: false }, ..]
            || _rows.Count != 50 || _until != new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, 901, TimeSpan.Zero))
        {
            throw new InvalidOperationException("Read other values than Python wrote.");
        }
    }

    [Benchmark]
    public int WriteCall()
    {
        _output.ResetWrittenCount();
        var task = _call with { Arguments = new() { ArgsValues = [_codec.ToWire(9), _codec.ToWire(42)] } };
        _protocol2.Encode(_output, TaskMessageCodec.ToValue(task, CeleryRelease.V52, objects: true));
        return _output.WrittenCount;
    }

    [Benchmark]
    public (int X, int Y) ReadCall()
    {
        var task = TaskMessageCodec.Read(_message, _protocol2.Decode(_callBytes));
        var args = task.Arguments.ArgsValues!;
        return (_codec.FromWire<int>(args[0]), _codec.FromWire<int>(args[1]));
    }

    [Benchmark]
    public int WriteRows()
    {
        _output.ResetWrittenCount();
        var task = _ordered with { Arguments = new() { ArgsValues = [_codec.ToWire(_rows), _codec.ToWire(_until)] } };
        _protocol4.Encode(_output, TaskMessageCodec.ToValue(task, CeleryRelease.V52, objects: true));
        return _output.WrittenCount;
    }

    [Benchmark]
    public (List<Row> Rows, DateTimeOffset Until) ReadRows()
    {
        var task = TaskMessageCodec.Read(_message, _protocol4.Decode(_rowsBytes));
        var args = task.Arguments.ArgsValues!;
        return (_codec.FromWire<List<Row>>(args[0])!, _codec.FromWire<DateTimeOffset>(args[1]));
    }

    /// <summary>What the last call of a writing benchmark wrote, for Python to read.</summary>
    internal ReadOnlySpan<byte> Written => _output.WrittenSpan;

    public sealed record Row(int Id, string Name, double Amount, bool Paid);
}
