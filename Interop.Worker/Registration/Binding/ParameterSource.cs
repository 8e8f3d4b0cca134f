namespace Interop.Worker.Registration.Binding;

/// <summary>Gives the value of one parameter of a bound call.</summary>
internal abstract class ParameterSource<T>
{
    public abstract T Get(CallFrame frame);
}
