namespace Interop.Client.Producing;

/// <summary>Ids as Python's <c>uuid4</c> makes them: version 4, as text with dashes. Celery:
/// <c>kombu.utils.uuid</c>.</summary>
internal static class TaskIds
{
    public static string Next(Random chance)
    {
        Span<byte> bytes = stackalloc byte[16];
        chance.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
