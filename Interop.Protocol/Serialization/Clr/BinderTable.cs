namespace Interop.Protocol.Serialization.Clr;

/// <summary>The binders of one codec, each in the slot of its type, so that finding one costs no look-up.</summary>
internal sealed class BinderTable
{
    private static int s_slots;

    private readonly Lock _growing = new();
    private volatile object?[] _binders = [];

    /// <summary>A slot for one more type, the same in every table.</summary>
    public static int NextSlot() => Interlocked.Increment(ref s_slots) - 1;

    /// <summary>What stands in a slot; null when nobody has set it yet.</summary>
    public object? At(int slot)
    {
        var binders = _binders;
        return slot < binders.Length ? binders[slot] : null;
    }

    /// <summary>Sets a slot, unless another thread was faster, and returns what stands in it.</summary>
    public object Set(int slot, object binder)
    {
        lock (_growing)
        {
            var binders = _binders;
            if (slot >= binders.Length)
            {
                Array.Resize(ref binders, Math.Max(slot + 1, binders.Length * 2));
                _binders = binders;
            }

            return binders[slot] ??= binder;
        }
    }
}
