using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;

namespace Interop.Protocol.Serialization.Json;

/// <summary>Writes JSON byte for byte as Python's <c>json.dumps</c> does: <c>", "</c> and <c>": "</c>, ASCII only.</summary>
/// <remarks>Call <see cref="Flush"/> at the end. The caller keeps names and values paired; nothing is checked.
/// Source: <c>kombu/utils/json.py</c>.</remarks>
public ref partial struct WireJsonWriter
{
    private const int MinimumSpan = 256;

    private readonly IBufferWriter<byte> _output;
    private readonly JsonDialect _dialect;
    private Span<byte> _span;
    private int _used;
    private int _depth;
    private bool _needsComma;

    /// <summary>Starts a document.</summary>
    public WireJsonWriter(IBufferWriter<byte> output, JsonDialect dialect = JsonDialect.Typed)
    {
        _output = output;
        _dialect = dialect;
    }

    // Only for JSON that stays in this process.
    internal bool SetsAsArrays { readonly get; init; }

    /// <summary>Hands what is written so far to the output.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _span = default;
    }

    /// <summary>Writes <c>{</c>.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>Writes <c>}</c>.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Writes <c>[</c>.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>Writes <c>]</c>.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>Writes a name that needs no escapes.</summary>
    public void Name(ReadOnlySpan<byte> ascii)
    {
        Comma();
        Reserve(ascii.Length + 4);
        _span[_used++] = (byte)'"';
        ascii.CopyTo(_span[_used..]);
        _used += ascii.Length;
        "\": "u8.CopyTo(_span[_used..]);
        _used += 3;
        _needsComma = false;
    }

    /// <summary>Writes a name.</summary>
    public void Name(string name)
    {
        String(name);
        Append(": "u8);
        _needsComma = false;
    }

    /// <summary>Writes a string, or <c>null</c>.</summary>
    public void String(string? text)
    {
        if (text is null)
        {
            Null();
            return;
        }

        Comma();
        Escaped(text);
        _needsComma = true;
    }

    /// <summary>Writes bytes as a base64 string.</summary>
    public void Base64(ReadOnlySpan<byte> bytes)
    {
        Comma();
        var length = System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        Reserve(length + 2);
        _span[_used++] = (byte)'"';
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, _span[_used..], out _, out var written);
        _used += written;
        _span[_used++] = (byte)'"';
        _needsComma = true;
    }

    /// <summary>Writes an integer.</summary>
    public void Integer(long value)
    {
        Comma();
        Reserve(20);
        Utf8Formatter.TryFormat(value, _span[_used..], out var written);
        _used += written;
        _needsComma = true;
    }

    /// <summary>Writes an integer of any size.</summary>
    public void Integer(BigInteger value) =>
        Raw(Encoding.ASCII.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Writes an integer, or <c>null</c>.</summary>
    public void Integer(long? value)
    {
        if (value is { } number)
        {
            Integer(number);
        }
        else
        {
            Null();
        }
    }

    /// <summary>Writes a float as Python's <c>repr</c>, or bare <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public void Float(double value)
    {
        Comma();
        Reserve(PythonFloat.MaxLength);
        _used += double.IsFinite(value)
            ? PythonFloat.Format(value, _span[_used..])
            : Copy(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        _needsComma = true;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes <c>null</c>.</summary>
    public void Null() => Raw("null"u8);

    /// <summary>Writes a value that is JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Comma();
        Append(json);
        _needsComma = true;
    }

    private void Open(byte bracket)
    {
        if (++_depth > WireJsonReader.MaxDepth)
        {
            throw new MessageEncodeException(
                $"The value is nested deeper than {WireJsonReader.MaxDepth} levels, or contains itself. Python could not read it.");
        }

        Comma();
        Reserve(1);
        _span[_used++] = bracket;
        _needsComma = false;
    }

    private void Close(byte bracket)
    {
        _depth--;
        Reserve(1);
        _span[_used++] = bracket;
        _needsComma = true;
    }

    private void Comma()
    {
        if (_needsComma)
        {
            Append(", "u8);
        }
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    private readonly int Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_span[_used..]);
        return bytes.Length;
    }

    private void Reserve(int size)
    {
        if (_span.Length - _used >= size)
        {
            return;
        }

        _output.Advance(_used);
        _used = 0;
        _span = _output.GetSpan(Math.Max(size, MinimumSpan));
    }
}
