using System.Buffers;
using Interop.Protocol.Messages;

namespace Interop.Protocol.Envelopes;

/// <summary>kombu's JSON envelope around a message on Redis and in files. Celery: <c>kombu/transport/virtual/base.py</c>.</summary>
public static class VirtualEnvelope
{
    /// <summary>Reads an envelope; the body comes out decoded from base64.</summary>
    /// <exception cref="Errors.MessageDecodeException">Not an envelope; the message names what is missing.</exception>
    public static WireMessage Read(ReadOnlySpan<byte> json) => throw new NotSupportedException();

    /// <summary>Writes an envelope in Python's key order, body as base64.</summary>
    public static void Write(IBufferWriter<byte> output, WireMessage message, CeleryRelease release) => throw new NotSupportedException();

    /// <summary>The same envelope with both marks of a redelivery set, nothing else changed. Celery: <c>Channel._do_restore_message</c>.</summary>
    /// <exception cref="Errors.MessageDecodeException">Not an envelope.</exception>
    public static byte[] MarkRedelivered(ReadOnlySpan<byte> json) => throw new NotSupportedException();
}
