namespace Interop.Protocol.Serialization;

/// <summary>A serialized value and the two message properties that say how to read it. Celery: <c>kombu.serialization.dumps</c>.</summary>
/// <param name="ContentType">Property <c>content_type</c>, e.g. <c>application/json</c>.</param>
/// <param name="ContentEncoding">Property <c>content_encoding</c>: <c>utf-8</c> for text, <c>binary</c> for bytes.</param>
/// <param name="Body">The bytes.</param>
public readonly record struct EncodedContent(string ContentType, string ContentEncoding, ReadOnlyMemory<byte> Body);
