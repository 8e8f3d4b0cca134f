using System.Text.Json;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that tell what they were called with.</summary>
public abstract class RequestTaskSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Ids_AreThoseOfTheRequest()
    {
        var id = await SendAsync("ids", "[5]");

        Assert.Equal($"""["{id}",null,5]""", JsonOf(await GetAsync(id)));
    }

    [Fact]
    public async Task Ids_AreCollectedAlongAChain()
    {
        var ids = await Python.ChainAsync(
            [PythonCelery.Signature(Named("ids"), "[1]"), PythonCelery.Signature(Named("collect_ids"), "[2]")], cancellationToken: Cancellation);

        Assert.Equal($"""[["{ids[0]}",null,1],["{ids[0]}","{ids[0]}",2]]""", JsonOf(await GetAsync(ids[1])));
    }

    [Fact]
    public async Task Priority_IsThatOfTheDelivery()
        => Assert.Equal("\"Priority: 3\"", await ValueAsync("return_priority", "[1, 2]", options: """{"priority": 3}"""));

    [Fact]
    public async Task Properties_HaveTheSendersAppId()
    {
        var id = await SendAsync("return_properties", options: """{"app_id": "1234"}""");

        var properties = (await GetAsync(id)).Value;

        Assert.Equal("1234", properties.GetProperty("app_id").GetString());
        Assert.Equal(id, properties.GetProperty("correlation_id").GetString());
        Assert.Equal(2, properties.GetProperty("delivery_mode").GetInt32());
        Assert.Equal(JsonValueKind.String, properties.GetProperty("reply_to").ValueKind);
    }
}
