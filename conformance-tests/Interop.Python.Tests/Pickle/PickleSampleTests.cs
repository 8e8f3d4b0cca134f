using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Pickle;

/// <summary>Everything a message may hold, as real CPython pickles it: read by us, written again by us, and read by CPython.</summary>
[Trait(Capabilities.Trait, Capabilities.Pickle)]
public sealed class PickleSampleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Protocols { get; } =
        [.. from read in Enumerable.Range(0, 6) from written in Enumerable.Range(0, 6) select (read, written)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Samples_AreEqualInPython_AfterTheyWereReadAndWritten(int read, int written)
    {
        var driver = await PythonDriver.SharedAsync();
        var samples = await driver.CallAsync("pickle_samples", new() { ["protocol"] = read }, Cancellation);
        var options = PickleOptions.Default with { Protocol = written };

        var again = new JsonArray();
        foreach (var sample in samples.EnumerateArray())
        {
            var value = Read(sample[0].GetString()!, sample[1].GetBytesFromBase64());
            again.Add(new JsonArray(sample[0].GetString(), Convert.ToBase64String(Write(value, options))));
        }

        var differences = await driver.CallAsync("pickle_check_samples", new() { ["pickles"] = again }, Cancellation);
        Assert.True(differences.GetArrayLength() == 0, differences.GetRawText());
        Assert.True(again.Count > 50);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task ExceptionInfo_KeepsItsTraceback(int protocol)
    {
        var driver = await PythonDriver.SharedAsync();
        var pickle = await driver.CallAsync("pickle_einfo", new() { ["protocol"] = protocol }, Cancellation);
        var value = PickleReader.Read(pickle.GetBytesFromBase64());
        Assert.Equal(new WireClass("billiard.einfo", "ExceptionInfo"), value.AsObject().Class);

        var body = Convert.ToBase64String(Write(value, PickleOptions.Default with { Protocol = protocol }));
        var text = await driver.CallAsync("pickle_einfo_text", new() { ["body"] = body }, Cancellation);
        Assert.Contains("raise StatefulError(2, \"y\")", text.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_AreKeptAsObjects()
    {
        var driver = await PythonDriver.SharedAsync();
        var pickles = await driver.CallAsync("pickle_results", [], Cancellation);

        foreach (var pickle in pickles.EnumerateArray())
        {
            var results = PickleReader.Read(pickle.GetBytesFromBase64()).AsItems();
            Assert.Equal(["AsyncResult", "GroupResult"], results.Select(result => result.AsObject().Class.Name));
            Assert.Equal(["id", "p"], [results[0].AsObject().Args[0].AsString(), results[0].AsObject().Args[4].AsObject().Args[0].AsString()]);
            Assert.Equal("a", results[1].AsObject().Args[1].AsItems()[0].AsObject().Args[0].AsString());
        }

        Assert.Equal(6, pickles.GetArrayLength());
    }

    private static WireValue Read(string name, byte[] pickle)
    {
        try
        {
            return PickleReader.Read(pickle);
        }
        catch (PickleException e)
        {
            throw new InvalidOperationException($"The sample '{name}' cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Write(WireValue value, PickleOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        PickleWriter.Write(output, value, options);
        return output.WrittenSpan.ToArray();
    }
}
