namespace Interop.Worker.Registration.Binding;

// One class for each number of parameters that is common; ExpressionCall serves the others.
internal sealed class FunctionCall<R>(Func<R> f) : TaskCall<R>
{
    public override R Call(CallFrame frame) => f();
}

internal sealed class FunctionCall<A, R>(Func<A, R> f, ParameterSource<A> a) : TaskCall<R>
{
    public override R Call(CallFrame frame) => f(a.Get(frame));
}

internal sealed class FunctionCall<A, B, R>(Func<A, B, R> f, ParameterSource<A> a, ParameterSource<B> b) : TaskCall<R>
{
    public override R Call(CallFrame frame) => f(a.Get(frame), b.Get(frame));
}

internal sealed class FunctionCall<A, B, C, R>(
    Func<A, B, C, R> f, ParameterSource<A> a, ParameterSource<B> b, ParameterSource<C> c) : TaskCall<R>
{
    public override R Call(CallFrame frame) => f(a.Get(frame), b.Get(frame), c.Get(frame));
}

internal sealed class FunctionCall<A, B, C, D, R>(
    Func<A, B, C, D, R> f, ParameterSource<A> a, ParameterSource<B> b, ParameterSource<C> c, ParameterSource<D> d) : TaskCall<R>
{
    public override R Call(CallFrame frame) => f(a.Get(frame), b.Get(frame), c.Get(frame), d.Get(frame));
}
