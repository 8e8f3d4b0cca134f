namespace Interop.Worker.Registration.Binding;

// The same as FunctionCalls for code that returns nothing.
internal sealed class ActionCall(Action f) : TaskCall<Nothing>
{
    public override Nothing Call(CallFrame frame)
    {
        f();
        return default;
    }
}

internal sealed class ActionCall<A>(Action<A> f, ParameterSource<A> a) : TaskCall<Nothing>
{
    public override Nothing Call(CallFrame frame)
    {
        f(a.Get(frame));
        return default;
    }
}

internal sealed class ActionCall<A, B>(Action<A, B> f, ParameterSource<A> a, ParameterSource<B> b) : TaskCall<Nothing>
{
    public override Nothing Call(CallFrame frame)
    {
        f(a.Get(frame), b.Get(frame));
        return default;
    }
}

internal sealed class ActionCall<A, B, C>(
    Action<A, B, C> f, ParameterSource<A> a, ParameterSource<B> b, ParameterSource<C> c) : TaskCall<Nothing>
{
    public override Nothing Call(CallFrame frame)
    {
        f(a.Get(frame), b.Get(frame), c.Get(frame));
        return default;
    }
}
