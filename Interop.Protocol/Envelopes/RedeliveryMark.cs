using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol.Envelopes;

/// <summary>Copies an envelope token by token into Python's form and sets the two marks on the way.</summary>
/// <remarks>No value is built, so that nothing is lost or interpreted: not a typed value of an unknown type, not a repeated key.</remarks>
internal ref struct RedeliveryMark
{
    private WireJsonReader _reader;
    private WireJsonWriter _writer;

    private RedeliveryMark(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        _reader = new WireJsonReader(json);
        _writer = new WireJsonWriter(output);
    }

    public static byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        var mark = new RedeliveryMark(json, output);
        mark._reader.ReadRequired();
        if (mark._reader.TokenType != WireJsonToken.StartObject)
        {
            throw new MessageDecodeException($"Expected an envelope, a JSON object, found {mark._reader.TokenType}.", mark._reader.TokenStart);
        }

        mark.Envelope();
        mark._reader.ReadToEnd();
        mark._writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private void Envelope()
    {
        _writer.BeginObject();
        for (_reader.ReadRequired(); _reader.TokenType != WireJsonToken.EndObject; _reader.ReadRequired())
        {
            var headers = _reader.ValueEquals("headers"u8);
            var properties = !headers && _reader.ValueEquals("properties"u8);
            Name();
            if (_reader.TokenType != WireJsonToken.StartObject)
            {
                Value();
            }
            else if (headers)
            {
                MarkedMap();
            }
            else if (properties)
            {
                Properties();
            }
            else
            {
                Value();
            }
        }

        _writer.EndObject();
    }

    private void Properties()
    {
        _writer.BeginObject();
        for (_reader.ReadRequired(); _reader.TokenType != WireJsonToken.EndObject; _reader.ReadRequired())
        {
            var info = _reader.ValueEquals("delivery_info"u8);
            Name();
            if (info && _reader.TokenType == WireJsonToken.StartObject)
            {
                MarkedMap();
            }
            else
            {
                Value();
            }
        }

        _writer.EndObject();
    }

    private void MarkedMap()
    {
        _writer.BeginObject();
        var marked = false;
        for (_reader.ReadRequired(); _reader.TokenType != WireJsonToken.EndObject; _reader.ReadRequired())
        {
            var mark = _reader.ValueEquals("redelivered"u8);
            Name();
            if (mark)
            {
                _reader.Skip();
                _writer.Boolean(true);
                marked = true;
            }
            else
            {
                Value();
            }
        }

        if (!marked)
        {
            _writer.Name("redelivered"u8);
            _writer.Boolean(true);
        }

        _writer.EndObject();
    }

    // Writes the name the reader stands on and moves to its value.
    private void Name()
    {
        _writer.Name(_reader.GetString()!);
        _reader.ReadRequired();
    }

    private void Value()
    {
        switch (_reader.TokenType)
        {
            case WireJsonToken.StartObject:
                _writer.BeginObject();
                for (_reader.ReadRequired(); _reader.TokenType != WireJsonToken.EndObject; _reader.ReadRequired())
                {
                    Name();
                    Value();
                }

                _writer.EndObject();
                break;
            case WireJsonToken.StartArray:
                _writer.BeginArray();
                for (_reader.ReadRequired(); _reader.TokenType != WireJsonToken.EndArray; _reader.ReadRequired())
                {
                    Value();
                }

                _writer.EndArray();
                break;
            case WireJsonToken.String:
                _writer.String(_reader.GetString());
                break;
            case WireJsonToken.Integer when _reader.TryGetInt64(out var number):
                _writer.Integer(number);
                break;
            case WireJsonToken.Float:
                _writer.Float(_reader.GetDouble());
                break;
            default:
                _writer.Raw(_reader.ValueSpan);
                break;
        }
    }
}
