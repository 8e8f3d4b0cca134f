namespace Interop.Protocol.Values;

/// <summary>A Python class or function by name; nothing is ever loaded for it.</summary>
/// <param name="Module">Its <c>__module__</c>, e.g. <c>collections</c>.</param>
/// <param name="Name">Its <c>__qualname__</c>, e.g. <c>OrderedDict</c> or <c>Outer.Inner</c>.</param>
public sealed record WireClass(string Module, string Name)
{
    /// <summary><c>module.Name</c>, or the name alone for what is builtin.</summary>
    public override string ToString() => Module.Length == 0 ? Name : $"{Module}.{Name}";
}
