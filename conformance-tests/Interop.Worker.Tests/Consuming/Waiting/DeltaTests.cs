using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Worker.Consuming.Waiting;

namespace Interop.Worker.Tests.Consuming.Waiting;

public sealed class DeltaTests
{
    [Fact]
    public void Read_GivesWhatWasWritten() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(seed => new Random(seed)).ToArbitrary(),
        chance =>
        {
            var template = Text(chance, chance.Next(DeltaWriter.MaxLength + 1));
            var writer = new DeltaWriter(template);
            return Enumerable.Range(0, 5).All(_ =>
            {
                var text = Changed(template, chance);
                return DeltaReader.Read(template, writer.Write(text)).AsSpan().SequenceEqual(text);
            });
        }));

    [Fact]
    public void Write_TakesNoMoreThanTheTextAndAFewBytes_WhenNothingIsAlike()
    {
        var chance = new Random(1);
        var writer = new DeltaWriter(Text(chance, DeltaWriter.MaxLength, letters: 256));

        var delta = writer.Write(Text(chance, DeltaWriter.MaxLength, letters: 256));

        Assert.InRange(delta.Length, DeltaWriter.MaxLength, DeltaWriter.MaxLength + 8);
    }

    [Fact]
    public void Write_KeepsWhatDiffers()
    {
        var template = Encoding.UTF8.GetBytes("""{"id": "7c0d", "task": "tasks.add", "argsrepr": "(1, 2)", "root_id": "7c0d", "origin": "gen1@host"}""");
        var text = Encoding.UTF8.GetBytes("""{"id": "91fe5a", "task": "tasks.add", "argsrepr": "(30, 2)", "root_id": "91fe5a", "origin": "gen1@host"}""");

        Assert.InRange(new DeltaWriter(template).Write(text).Length, 10, 40);
    }

    private static byte[] Text(Random chance, int length, int letters = 6)
    {
        var text = new byte[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = (byte)chance.Next(letters);
        }

        return text;
    }

    private static byte[] Changed(byte[] template, Random chance)
    {
        var text = new List<byte>();
        while (text.Count < DeltaWriter.MaxLength && chance.Next(12) != 0)
        {
            var from = chance.Next(template.Length + 1);
            text.AddRange(template[from..chance.Next(from, template.Length + 1)]);
            text.AddRange(Text(chance, chance.Next(20), letters: 256));
        }

        return [.. text.Take(DeltaWriter.MaxLength)];
    }
}
