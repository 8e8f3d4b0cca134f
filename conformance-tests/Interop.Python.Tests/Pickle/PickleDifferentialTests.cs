using System.Buffers;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Tests;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Pickle;

/// <summary>Generated values of the whole model: what we write, CPython reads as equal, and the other way round.</summary>
[Trait(Capabilities.Trait, Capabilities.Pickle)]
public sealed class PickleDifferentialTests
{
    private const int Size = 60;
    private const int Count = 150;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Values_AreEqual_WhicheverSideWroteThem(int protocol)
    {
        var driver = await PythonDriver.SharedAsync();
        var values = ModelValues.All.Sample(Count, Size).ToArray();
        var tagged = new JsonArray([.. values.Select(TaggedForm.Write)]).ToJsonString();

        var ours = new JsonArray([.. values.Select(value => JsonValue.Create(Convert.ToBase64String(Write(value, protocol))))]);
        var differences = await driver.CallAsync("pickle_compare", new() { ["values"] = tagged, ["pickles"] = ours }, Cancellation);
        Assert.True(differences.GetArrayLength() == 0, differences.GetRawText());

        var theirs = await driver.CallAsync("pickle_write", new() { ["values"] = tagged, ["protocol"] = protocol }, Cancellation);
        Assert.Equal(Count, theirs.GetArrayLength());
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(values[i], PickleReader.Read(theirs[i].GetBytesFromBase64()));
        }
    }

    private static byte[] Write(WireValue value, int protocol)
    {
        var output = new ArrayBufferWriter<byte>();
        PickleWriter.Write(output, value, PickleOptions.Default with { Protocol = protocol });
        return output.WrittenSpan.ToArray();
    }
}
