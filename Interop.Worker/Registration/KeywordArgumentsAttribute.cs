namespace Interop.Worker.Registration;

/// <summary>Marks the dictionary parameter that takes all keyword arguments no other parameter takes. Python: <c>**kwargs</c>.</summary>
/// <remarks>The parameter is a <c>Dictionary&lt;string, T&gt;</c> or an interface of it. Without such a parameter an unknown keyword is a
/// <c>TypeError</c>. The positional counterpart <c>*args</c> is C#'s <c>params T[]</c>.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KeywordArgumentsAttribute : Attribute
{
}
