namespace Interop.Worker.Registration;

/// <summary>Marks a parameter that is taken from keyword arguments only. Python: a parameter behind <c>*</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KeywordOnlyAttribute : Attribute
{
}
