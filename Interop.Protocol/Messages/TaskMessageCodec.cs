using System.Buffers;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Task messages, v1 and v2 and the hybrid of both, between wire and records.</summary>
public static class TaskMessageCodec
{
    /// <summary>Reads a task whose body is JSON and no longer compressed.</summary>
    /// <exception cref="Errors.MessageDecodeException">The body is not JSON.</exception>
    /// <exception cref="InvalidTaskException">It is JSON, but no task that can be run; the message says why.</exception>
    public static TaskMessage Read(WireMessage message, ReadOnlyMemory<byte> jsonBody) => throw new NotSupportedException();

    /// <summary>Reads a task whose body another serializer has decoded.</summary>
    /// <exception cref="InvalidTaskException">It is no task that can be run; the message says why.</exception>
    public static TaskMessage Read(WireMessage message, WireValue body) => throw new NotSupportedException();

    /// <summary>Writes the JSON body of a message in the form its <see cref="TaskMessage.Protocol"/> names.</summary>
    public static void WriteBody(IBufferWriter<byte> output, TaskMessage task, CeleryRelease release) => throw new NotSupportedException();

    /// <summary>The message to publish: properties and headers as given (headers emptied for v1), body serialized as JSON.</summary>
    public static WireMessage Write(TaskMessage task, CeleryRelease release) => throw new NotSupportedException();
}
