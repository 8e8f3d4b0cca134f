using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration.Binding;

/// <summary>Runs user code; the subclasses know its way of returning.</summary>
internal abstract class CodeInvoker<TReturn>(CallSignature signature, TaskCall<TReturn> call, ClrCodec codec) : TaskInvoker
{
    protected TReturn Run(TaskContext context)
    {
        var frame = CallFrame.Rent(context, context.Arguments, codec, signature.Parameters.Count);
        try
        {
            signature.Bind(frame, context.Arguments);
            return call.Call(frame);
        }
        finally
        {
            frame.Return();
        }
    }

    protected ReadOnlyMemory<byte> Serialize<T>(T value)
    {
        try
        {
            if (value is null)
            {
                return None;
            }

            return !typeof(T).IsValueType && ResultHandles.Find(value) is { } handle
                ? codec.Write(ResultTupleCodec.ToValue(handle))
                : codec.Write(value);
        }
        catch (Exception e)
        {
            // As in kombu, whatever goes wrong while dumping is an EncodeError.
            throw new ResultEncodeException($"{signature.Function}() returned what cannot be sent: {e.Message}", e);
        }
    }
}
