namespace Interop.Protocol.Serialization.Json;

/// <summary>One bit an open container: set for an object. The first 64 levels need no allocation.</summary>
internal struct ContainerStack
{
    private ulong _top;
    private ulong[]? _below;

    public int Depth { get; private set; }

    public readonly bool InObject => (_top & 1) != 0;

    public void Push(bool isObject)
    {
        if (Depth > 0 && (Depth & 63) == 0)
        {
            var word = Depth / 64 - 1;
            _below ??= new ulong[WireJsonReader.MaxDepth / 64 + 1];
            _below[word] = _top;
        }

        _top = (_top << 1) | (isObject ? 1UL : 0UL);
        Depth++;
    }

    public void Pop()
    {
        Depth--;
        _top >>= 1;
        if (Depth > 0 && (Depth & 63) == 0)
        {
            _top = _below![Depth / 64 - 1];
        }
    }
}
