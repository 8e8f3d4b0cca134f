namespace Interop.Fuzz;

/// <summary>Makes inputs shorter.</summary>
internal static class Minimizer
{
    /// <summary>Leaves pieces out, ever smaller ones, as long as what matters about the input stays.</summary>
    public static byte[] Shrink(byte[] input, Func<byte[], bool> matters)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (matters(shorter))
                {
                    input = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }
}
