using Interop.Protocol.Serialization.Clr;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration.Binding;

internal sealed class VoidInvoker(CallSignature signature, TaskCall<Nothing> call, ClrCodec codec)
    : CodeInvoker<Nothing>(signature, call, codec)
{
    public override bool IsSynchronous => true;

    public override ValueTask<TaskReturn> InvokeAsync(TaskContext context)
    {
        Run(context);
        return new(TaskReturn.None);
    }
}

internal sealed class ValueInvoker<T>(CallSignature signature, TaskCall<T> call, ClrCodec codec)
    : CodeInvoker<T>(signature, call, codec)
{
    public override bool IsSynchronous => true;

    public override ValueTask<TaskReturn> InvokeAsync(TaskContext context) => new(Serialize(context, Run(context)));
}

internal sealed class TaskReturningInvoker(CallSignature signature, TaskCall<Task> call, ClrCodec codec)
    : CodeInvoker<Task>(signature, call, codec)
{
    public override bool IsSynchronous => false;

    public override async ValueTask<TaskReturn> InvokeAsync(TaskContext context)
    {
        await Run(context).ConfigureAwait(false);
        return TaskReturn.None;
    }
}

internal sealed class TaskReturningInvoker<T>(CallSignature signature, TaskCall<Task<T>> call, ClrCodec codec)
    : CodeInvoker<Task<T>>(signature, call, codec)
{
    public override bool IsSynchronous => false;

    public override async ValueTask<TaskReturn> InvokeAsync(TaskContext context) =>
        Serialize(context, await Run(context).ConfigureAwait(false));
}

internal sealed class ValueTaskReturningInvoker(CallSignature signature, TaskCall<ValueTask> call, ClrCodec codec)
    : CodeInvoker<ValueTask>(signature, call, codec)
{
    public override bool IsSynchronous => false;

    public override async ValueTask<TaskReturn> InvokeAsync(TaskContext context)
    {
        await Run(context).ConfigureAwait(false);
        return TaskReturn.None;
    }
}

internal sealed class ValueTaskReturningInvoker<T>(CallSignature signature, TaskCall<ValueTask<T>> call, ClrCodec codec)
    : CodeInvoker<ValueTask<T>>(signature, call, codec)
{
    public override bool IsSynchronous => false;

    public override async ValueTask<TaskReturn> InvokeAsync(TaskContext context) =>
        Serialize(context, await Run(context).ConfigureAwait(false));
}
