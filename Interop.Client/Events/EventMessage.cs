using Interop.Client.Producing;

namespace Interop.Client.Events;

/// <summary>Events that are written and travel together.</summary>
/// <param name="RoutingKey">Where to.</param>
/// <param name="Body">One JSON object, or the list of several without its closing bracket.</param>
/// <param name="IsList">True for a list.</param>
internal sealed record EventMessage(string RoutingKey, PooledBody Body, bool IsList)
{
    /// <summary>How many.</summary>
    public int Count { get; set; }

    /// <summary>True once publishing it failed: a transport may then still read its memory.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Gives the memory back, where nobody can still read it.</summary>
    public void Release()
    {
        if (!IsHeld)
        {
            Body.Dispose();
        }
    }
}
