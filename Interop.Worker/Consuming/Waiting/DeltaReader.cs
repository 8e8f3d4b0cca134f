namespace Interop.Worker.Consuming.Waiting;

/// <summary>Reads what a <see cref="DeltaWriter"/> wrote, with the same template.</summary>
internal static class DeltaReader
{
    public static byte[] Read(ReadOnlySpan<byte> template, ReadOnlySpan<byte> delta)
    {
        var text = new byte[Number(ref delta)];
        for (var at = 0; at < text.Length;)
        {
            var token = Number(ref delta);
            var target = text.AsSpan(at, token >> 1);
            if ((token & 1) == 0)
            {
                delta[..target.Length].CopyTo(target);
                delta = delta[target.Length..];
            }
            else
            {
                var position = Number(ref delta);
                var source = position < template.Length ? template[position..] : text.AsSpan(position - template.Length);
                source[..target.Length].CopyTo(target);
            }

            at += target.Length;
        }

        return text;
    }

    private static int Number(ref ReadOnlySpan<byte> delta)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = delta[0];
            delta = delta[1..];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
