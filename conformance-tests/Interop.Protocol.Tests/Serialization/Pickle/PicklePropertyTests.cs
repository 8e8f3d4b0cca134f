using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

public sealed class PicklePropertyTests
{
    private const int Executions = 40_000;
    private const long AllocationBase = 64 * 1024;
    private const long AllocationPerByte = 256;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Values_ComeBack_AsTheyWent(int protocol) => Prop
        .ForAll(Arb.From(ModelValues.All), value => Assert.Equal(value, PickleReader.Read(Pickles.Write(value, protocol))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>Damaged pickles give a value or our own exception, within the stated memory.</summary>
    [Fact]
    public void Damage_IsFound_OrIsAnotherValue()
    {
        var chance = new Random(20261121);
        var corpus = ModelValues.All.Sample(120, 40).Select((value, i) => Pickles.Write(value, i % 6)).ToList();
        corpus.AddRange(PickleReaderTests.Containers.Concat(PickleReaderTests.Scalars).Concat(PickleAllowListTests.Python2)
            .Select(row => System.Text.Encoding.Latin1.GetBytes(row.Data.Item1)));
        corpus.AddRange(PickleAllowListTests.Zones.Select(row => System.Text.Encoding.Latin1.GetBytes(row.Data.Item1 + ".")));
        foreach (var pickle in corpus)
        {
            PickleReader.Read(pickle);
        }

        var (read, refused) = (0, 0);
        for (var i = 0; i < Executions; i++)
        {
            var damaged = Damage(corpus[chance.Next(corpus.Count)], corpus[chance.Next(corpus.Count)], chance);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PickleReader.Read(damaged);
                read++;
            }
            catch (PickleException)
            {
                refused++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated <= AllocationBase + AllocationPerByte * damaged.Length,
                $"{allocated} bytes were allocated for {Convert.ToBase64String(damaged)}");
        }

        Assert.True(read > Executions / 50 && refused > Executions / 50, $"{read} were read, {refused} refused");
    }

    internal static byte[] Damage(byte[] pickle, byte[] other, Random chance)
    {
        const string opcodes = "(.012BCFGIJKLMNPQRSTUVXabcdeghijlopqrstu)]}\u0080\u0081\u0082\u0085\u0086\u0087\u0088\u008a\u008b\u008c\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097";
        List<byte> bytes = [.. pickle];
        for (var changes = chance.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(6))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)opcodes[chance.Next(opcodes.Length)];
                    break;
                case 2:
                    bytes.Insert(at, (byte)opcodes[chance.Next(opcodes.Length)]);
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    var from = chance.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(30, other.Length - from)).ToArray());
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(20, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
