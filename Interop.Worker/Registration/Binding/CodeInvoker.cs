using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Clr;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration.Binding;

/// <summary>Runs user code; the subclasses know its way of returning.</summary>
internal abstract class CodeInvoker<TReturn>(CallSignature signature, TaskCall<TReturn> call, ClrCodec codec) : TaskInvoker
{
    public override bool TakesFailures => !signature.TakesContext && (signature.Positional.Count > 1 || signature.TakesRest);

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

    protected TaskReturn Serialize<T>(TaskContext context, T value)
    {
        try
        {
            if (value is null)
            {
                return TaskReturn.None;
            }

            var handle = typeof(T).IsValueType ? null : ResultHandles.Find(value);
            if (context.App.ResultSerializer is not JsonContentCodec and var serializer)
            {
                return new(default, handle is null ? codec.For(serializer).ToWire(value) : ResultTupleCodec.ToValue(handle));
            }

            return new(handle is null ? codec.Write(value) : codec.Write(ResultTupleCodec.ToValue(handle)));
        }
        catch (Exception e)
        {
            // As in kombu, whatever goes wrong while dumping is an EncodeError.
            throw new ResultEncodeException($"{signature.Function}() returned what cannot be sent: {e.Message}", e);
        }
    }
}
