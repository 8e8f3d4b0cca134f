using System.Globalization;
using System.Text;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Worker.Consuming;

/// <summary>A message for the log, its body as text where it is that, else as Python's repr of bytes. Celery: <c>MESSAGE_REPORT</c> in <c>celery/worker/consumer/consumer.py</c>.</summary>
internal static class MessageReport
{
    private const int ShownBytes = 1024;
    private const char Unreadable = '\ufffd';

    public static string Of(WireMessage message)
    {
        var properties = message.Properties;
        return $"body: {Body(message.Body.Span)} "
            + $"{{content_type:{properties.ContentType ?? "None"} content_encoding:{properties.ContentEncoding ?? "None"} "
            + $"delivery_info:{{exchange: '{properties.Exchange}', routing_key: '{properties.RoutingKey}', "
            + $"redelivered: {(properties.Redelivered ? "True" : "False")}}} headers={Headers(message.Headers)}}}";
    }

    private static string Headers(MessageHeaders headers) =>
        $"{{task: {headers.Task ?? "None"}, id: {headers.Id ?? "None"}, origin: {headers.Origin ?? "None"}}}";

    private static string Body(ReadOnlySpan<byte> body)
    {
        var shown = body[..Math.Min(body.Length, ShownBytes)];
        var text = Encoding.UTF8.GetString(shown);
        // What a message holds must not steer a terminal or look like lines of ours. The cut may have gone through a character.
        if (text.TrimEnd(Unreadable).Any(unit => unit == Unreadable || char.IsControl(unit)))
        {
            text = PythonRepr.Format(WireValue.Bytes(shown.ToArray()));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(shown.Length < body.Length ? text + "..." : text)} ({body.Length}b)");
    }
}
