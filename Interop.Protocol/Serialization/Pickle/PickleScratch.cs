using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Stack, marks and memo of one machine, kept by the thread for its next pickle.</summary>
internal sealed class PickleScratch
{
    private const int Smallest = 256;
    private const int LargestKept = 16 * 1024;

    [ThreadStatic]
    private static PickleScratch? t_kept;

    public WireValue[] Stack = new WireValue[Smallest];
    public WireValue[] Memo = new WireValue[Smallest];
    public int[] Marks = new int[Smallest / 4];

    /// <summary>The last shape of a dict at each depth of marks: the next one there is likely to be the same.</summary>
    public readonly PickleKeys?[] Keys = new PickleKeys?[8];

    // Taken out while in use: a function that the app has registered may read a pickle of its own.
    public static PickleScratch Rent()
    {
        var scratch = t_kept ?? new PickleScratch();
        t_kept = null;
        return scratch;
    }

    public void Return(int stackUsed, int memoUsed)
    {
        if (Stack.Length > LargestKept || Memo.Length > LargestKept || Marks.Length > LargestKept)
        {
            return;
        }

        Array.Clear(Stack, 0, Math.Min(stackUsed, Stack.Length));
        Array.Clear(Memo, 0, Math.Min(memoUsed, Memo.Length));
        t_kept = this;
    }
}
