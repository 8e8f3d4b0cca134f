using Interop.Protocol.Errors;
using Interop.Protocol.Text;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>The <c>argsrepr</c> and <c>kwargsrepr</c> headers of a publish, straight from CLR values.</summary>
/// <remarks>Same text as <see cref="PythonRepr.SafeRepr"/> of what <see cref="ClrCodec.ToWire"/> gives. Source:
/// <c>celery/app/amqp.py, AMQP.as_task_v2</c>.</remarks>
public static class ClrRepr
{
    private const int MaxDepth = 3;

    /// <summary>Positional arguments as Python prints a tuple, e.g. <c>(2, 3)</c>.</summary>
    /// <param name="codec">Says how values that are no Python type by themselves are sent.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="maxLength">Where the text is cut. Celery: 1024 (<c>argsrepr_maxsize</c>).</param>
    /// <exception cref="MessageEncodeException">An argument that no serializer can carry.</exception>
    public static string Args(ClrCodec codec, IReadOnlyList<object?> args, int maxLength = 1024)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(args);
        if (args.Count == 0)
        {
            return "()";
        }

        var end = args.Count == 1 ? ",)" : ")";
        var writer = new SafeReprWriter(stackalloc char[SafeReprWriter.StackChars], maxLength, MaxDepth);
        writer.TryOpen("(", end);
        for (var i = 0; i < args.Count && !writer.IsCut; i++)
        {
            if (i > 0)
            {
                writer.Literal(", ");
            }

            Value(codec, ref writer, args[i]);
        }

        writer.Close(end);
        return writer.ToStringAndFree();
    }

    /// <summary>Keyword arguments as Python prints a dict, e.g. <c>{'x': 2}</c>.</summary>
    /// <param name="codec">Says how values that are no Python type by themselves are sent.</param>
    /// <param name="kwargs">The arguments by name.</param>
    /// <param name="maxLength">Where the text is cut. Celery: 1024 (<c>kwargsrepr_maxsize</c>).</param>
    /// <exception cref="MessageEncodeException">An argument that no serializer can carry.</exception>
    public static string Kwargs(ClrCodec codec, IReadOnlyDictionary<string, object?> kwargs, int maxLength = 1024)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(kwargs);
        if (kwargs.Count == 0)
        {
            return "{}";
        }

        var writer = new SafeReprWriter(stackalloc char[SafeReprWriter.StackChars], maxLength, MaxDepth);
        writer.TryOpen("{", "}");
        var first = true;
        foreach (var (key, value) in kwargs)
        {
            if (writer.IsCut)
            {
                break;
            }

            if (!first)
            {
                writer.Literal(", ");
            }

            first = false;
            writer.Key(key);
            writer.Literal(": ");
            Value(codec, ref writer, value);
        }

        writer.Close("}");
        return writer.ToStringAndFree();
    }

    private static void Value(ClrCodec codec, ref SafeReprWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Plain("None");
                break;
            case int number:
                writer.Integer(number);
                break;
            case long number:
                writer.Integer(number);
                break;
            case string text:
                writer.Quoted(text);
                break;
            case bool flag:
                writer.Plain(flag ? "True" : "False");
                break;
            case double number:
                writer.Plain(PythonFloat.Format(number));
                break;
            default:
                if (!writer.IsCut)
                {
                    writer.Value(codec.ToWire(value));
                }

                break;
        }
    }
}
