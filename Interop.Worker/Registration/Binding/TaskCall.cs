namespace Interop.Worker.Registration.Binding;

/// <summary>Calls the task's code with the arguments of a bound frame: typed, so that no value is boxed.</summary>
/// <typeparam name="TReturn">What the code returns; <see cref="Nothing"/> for <c>void</c>.</typeparam>
internal abstract class TaskCall<TReturn>
{
    public abstract TReturn Call(CallFrame frame);
}

/// <summary>What <c>void</c> returns.</summary>
internal readonly struct Nothing;
