using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Configuration;

public sealed class SettingsTableTests
{
    [Fact]
    public void Table_ShowsWhatWasChanged_AndNoSecrets()
    {
        var table = SettingsTable.Of(
            new CeleryOptions
            {
                BrokerUrl = "redis://user:secret@host:6379/0;redis://:secret@other/0",
                ResultBackend = "redis://:secret@host/1",
                TaskAcksLate = true,
                TaskTimeLimit = TimeSpan.FromSeconds(30),
                TaskQueues = [new QueueDeclaration { Name = "q" }],
                TaskDefaultRoutingKey = "something",
                BrokerTransportOptions = new TransportOptions(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["sentinel_kwargs:password"] = "secret", ["visibility_timeout"] = "60" }),
            },
            withDefaults: false);

        Assert.Equal("redis://user:********@host:6379/0;redis://:********@other/0", table["broker_url"]?.AsString());
        Assert.Equal("redis://:********@host/1", table["result_backend"]?.AsString());
        Assert.Equal(WireValue.Boolean(true), table["task_acks_late"]);
        Assert.Equal(WireValue.Float(30), table["task_time_limit"]);
        Assert.Equal(WireValue.List(["q"]), table["task_queues"]);
        Assert.Equal("********", table["task_default_routing_key"]?.AsString());
        Assert.Equal(60, table["broker_transport_options"]?.AsMap()["visibility_timeout"]?.AsInt64());
        Assert.DoesNotContain("secret", WireValue.Map(table).ToString(), StringComparison.Ordinal);
        Assert.Null(table["task_ignore_result"]);
    }

    [Fact]
    public void Table_WithDefaults_HasAllThatIsSupported()
    {
        var table = SettingsTable.Of(new CeleryOptions(), withDefaults: true);

        Assert.Equal("amqp://guest@localhost//", table["broker_url"]?.AsString());
        Assert.Equal(WireValue.Boolean(false), table["task_ignore_result"]);
        Assert.Equal("celery", table["control_exchange"]?.AsString());
        Assert.Equal(WireValue.None, table["worker_state_db"]);
    }

    [Fact]
    public void Table_ShowsWhatWasGiven_WhateverItMeansHere()
    {
        var options = SettingsReader.Read(
            JsonSection.Parse("""{ "enable_utc": true, "worker_log_color": false, "include": ["a", "b"], "s3_secret_access_key": "secret", "result_expires": 60 }"""),
            _ => null).Options;

        var table = SettingsTable.Of(options with { ResultExpires = TimeSpan.FromSeconds(30) }, withDefaults: false);

        Assert.Equal(WireValue.Boolean(true), table["enable_utc"]);
        Assert.Equal(WireValue.Boolean(false), table["worker_log_color"]);
        Assert.Equal(WireValue.List(["a", "b"]), table["include"]);
        Assert.Equal("********", table["s3_secret_access_key"]?.AsString());
        Assert.Equal(WireValue.Float(30), table["result_expires"]);
        Assert.Null(table["timezone"]);
    }
}
