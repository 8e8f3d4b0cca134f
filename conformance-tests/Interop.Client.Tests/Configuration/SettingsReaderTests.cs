using Interop.Client.Configuration;
using Interop.Protocol;

namespace Interop.Client.Tests.Configuration;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_TakesCelerysNames_FromJson()
    {
        var options = Read("""
            {
              "broker_url": "redis://localhost/1", "result_backend": "redis://localhost/2", "task_default_queue": "work",
              "task_acks_late": true, "worker_concurrency": 8, "worker_prefetch_multiplier": 1, "accept_content": ["json"],
              "result_expires": 60.5, "task_soft_time_limit": 10, "task_time_limit": 20, "timezone": "Europe/Berlin",
              "celery_release": "5.2", "task_default_delivery_mode": "transient", "publish_timeout": 5, "result_timeout": -1,
              "task_publish_retry_policy": { "max_retries": null, "interval_step": 0.5 },
              "broker_transport_options": { "visibility_timeout": 43200, "global_keyprefix": "app:",
                "sentinel_kwargs": { "password": "x" }, "priority_steps": [0, 5] }
            }
            """);

        Assert.Equal(("redis://localhost/1", "redis://localhost/2", "work"), (options.BrokerUrl, options.ResultBackend, options.TaskDefaultQueue));
        Assert.True(options.TaskAcksLate);
        Assert.Equal((8, 1, 1), (options.WorkerConcurrency, options.WorkerPrefetchMultiplier, options.TaskDefaultDeliveryMode));
        Assert.Equal(TimeSpan.FromSeconds(60.5), options.ResultExpires);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)), (options.TaskSoftTimeLimit, options.TaskTimeLimit));
        Assert.Equal((TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan), (options.PublishTimeout, options.ResultTimeout));
        Assert.Equal((CeleryRelease.V52, "Europe/Berlin"), (options.Release, options.Timezone));
        Assert.Null(options.TaskPublishRetryPolicy.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(0.5), options.TaskPublishRetryPolicy.IntervalStep);
        Assert.Equal(43200, options.BrokerTransportOptions.Integer("visibility_timeout", 0));
        Assert.Equal("app:", options.BrokerTransportOptions.Text("global_keyprefix"));
        Assert.Equal("x", options.BrokerTransportOptions.Text("sentinel_kwargs:password"));
        Assert.Equal(["0", "5"], options.BrokerTransportOptions.List("priority_steps"));
    }

    [Fact]
    public void Read_GivesTheDefaults_WhenNothingIsSet()
    {
        var standard = new CeleryOptions();

        Assert.Equal(standard, Read("{}") with { AcceptContent = standard.AcceptContent });
    }

    [Fact]
    public void Read_TakesPropertyNames_AndTimeSpans()
    {
        var options = Read("""{ "BrokerUrl": "memory://", "ResultExpires": "1.00:00:00", "TaskAcksLate": "yes" }""");

        Assert.Equal("memory://", options.BrokerUrl);
        Assert.Equal(TimeSpan.FromDays(1), options.ResultExpires);
        Assert.True(options.TaskAcksLate);
    }

    [Fact]
    public void Read_TakesTheNamesBeforeCelery4()
    {
        var options = Read("""
            { "BROKER_URL": "memory://", "CELERY_ACKS_LATE": true, "CELERYD_CONCURRENCY": 2, "CELERY_TASK_RESULT_EXPIRES": null,
              "CELERY_DEFAULT_QUEUE": "old" }
            """);

        Assert.Equal(("memory://", "old", 2), (options.BrokerUrl, options.TaskDefaultQueue, options.WorkerConcurrency));
        Assert.True(options.TaskAcksLate);
        Assert.Null(options.ResultExpires);
    }

    [Fact]
    public void Read_RefusesAMixture_OfOldAndNewNames()
    {
        var error = Assert.Single(Errors("""{ "task_track_started": true, "CELERY_ACKS_LATE": true }"""));

        Assert.Equal("Cannot mix new and old setting names; rename CELERY_ACKS_LATE to task_acks_late.", error);
    }

    [Theory]
    [InlineData("task_ack_late", "task_acks_late")]
    [InlineData("brokr_url", "broker_url")]
    [InlineData("BrokerUri", "broker_url")]
    [InlineData("CELERY_ACK_LATE", "CELERY_ACKS_LATE")]
    [InlineData("worker_concurency", "worker_concurrency")]
    [InlineData("reuslt_expires", "result_expires")]
    public void Read_NamesTheNearest_WhenANameIsUnknown(string name, string nearest) =>
        Assert.Equal($"{name} is no setting; did you mean {nearest}?", Assert.Single(Errors($$"""{ "{{name}}": 1 }""")));

    [Fact]
    public void Read_PointsToTheDocumentation_WhenNothingIsNear() =>
        Assert.Contains("docs/configuration.md", Assert.Single(Errors("""{ "wholly_different_thing": 1 }""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "beat_schedule": { "a": { "task": "b" } } }""", "beat_schedule is a setting of Celery that is not supported here. Beat is not supported yet.")]
    [InlineData("""{ "task_always_eager": true }""", "task_always_eager is a setting of Celery that is not supported here. Tasks are never run in the sending process; tests have a memory broker.")]
    [InlineData("""{ "redis_password": "secret" }""", "redis_password is a setting of Celery that is not supported here. Write it into result_backend instead.")]
    public void Read_SaysSo_WhenASettingIsNotSupported(string json, string expected) => Assert.Equal(expected, Assert.Single(Errors(json)));

    [Theory]
    [InlineData("""{ "task_serializer": "json", "task_always_eager": false, "beat_schedule": {}, "result_compression": null }""")]
    public void Read_AcceptsARefusedSetting_WhenItHasItsDefault(string json) => Assert.Equal("celery", Read(json).TaskDefaultQueue);

    [Fact]
    public void Read_NotesSettings_ThatHaveNoEffect()
    {
        var reading = SettingsReader.Read(JsonSection.Parse("""{ "worker_hijack_root_logger": false, "broker_pool_limit": 5 }"""), _ => null);

        Assert.Equal(
            ["broker_pool_limit has no effect here: One connection carries any number of publishes at once.",
             "worker_hijack_root_logger has no effect here: Logging is configured in the host."],
            reading.Notes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "task_acks_late": "perhaps" }""", "task_acks_late is 'perhaps'; expected true or false.")]
    [InlineData("""{ "worker_concurrency": "many" }""", "worker_concurrency is 'many'; expected a whole number.")]
    [InlineData("""{ "worker_concurrency": -1 }""", "worker_concurrency is -1; expected 1 to 100000.")]
    [InlineData("""{ "result_expires": "soon" }""", "result_expires is 'soon'; expected a number of seconds.")]
    [InlineData("""{ "timezone": "Mars/Olympus" }""", "timezone is 'Mars/Olympus'; expected an IANA name such as UTC or Europe/Berlin that this system knows.")]
    [InlineData("""{ "task_protocol": 3 }""", "task_protocol is 3; expected 1 to 2.")]
    [InlineData("""{ "accept_content": [] }""", "accept_content is empty; expected at least json, or nothing could be read.")]
    [InlineData("""{ "task_compression": "rar" }""", "task_compression is 'rar', which is not available; expected gzip, zlib, brotli, bzip2, bzip, lzma, xz, zstd, zstandard, or none.")]
    [InlineData("""{ "result_compression": "rar" }""", "result_compression is 'rar', which is not available; expected gzip, zlib, brotli, bzip2, bzip, lzma, xz, zstd, zstandard, or none.")]
    [InlineData("""{ "security_key": "k", "task_serializer": "auth", "accept_content": ["auth"] }""", "security_certificate and security_cert_store must be set too; expected security_key, security_certificate and security_cert_store together, which the serializer auth needs.")]
    [InlineData("""{ "broker_connection_timeout": 0 }""", "broker_connection_timeout is 0 s; expected more than 0 and at most 40 days.")]
    [InlineData("""{ "task_soft_time_limit": 5, "task_time_limit": 5 }""", "task_soft_time_limit is 5 s; expected less than task_time_limit, which is 5 s.")]
    [InlineData("""{ "celery_release": "4.4" }""", "celery_release is '4.4'; expected a release from 5.0 to 5.6.")]
    [InlineData("""{ "task_default_exchange_type": "headers" }""", "task_default_exchange_type is 'headers'; expected direct or topic or fanout.")]
    [InlineData("""{ "result_backend": "amqp://h" }""", "result_backend has the scheme 'amqp', which does not serve there; expected redis, rediss, redis+socket, sentinel, rpc, file, cache+memory or disabled.")]
    [InlineData("""{ "broker_url": "redis://h/0;amqp://h" }""", "broker_url lists addresses of different kinds (redis, amqp); failover addresses must be of one kind.")]
    [InlineData("""{ "broker_url": { "a": 1 } }""", "broker_url is a map or list; expected a URL or a list of them.")]
    [InlineData("""{ "BrokerUrl": "memory://", "broker_url": "memory://" }""", "broker_url is given twice, as BrokerUrl and as broker_url; expected it once.")]
    [InlineData("""{ "task_publish_retry_policy": { "retries": 1 } }""", "task_publish_retry_policy retries is unknown; expected max_retries, interval_start, interval_step or interval_max.")]
    public void Read_NamesSettingValueAndExpectation_WhenAValueCannotBeUsed(string json, string expected) =>
        Assert.Equal(expected, Assert.Single(Errors(json)));

    [Theory]
    [InlineData("""{ "accept_content": ["json", "xml"] }""", "accept_content lists 'xml'; expected a MIME type, or one of json, ")]
    [InlineData("""{ "result_accept_content": ["xml"] }""", "result_accept_content lists 'xml'; expected a MIME type, or one of json, ")]
    [InlineData("""{ "task_serializer": "xml" }""", "task_serializer is 'xml'; expected one of json, ")]
    [InlineData("""{ "CELERY_RESULT_SERIALIZER": "application/json" }""", "result_serializer is 'application/json'; expected one of json, ")]
    [InlineData("""{ "task_compression": "snappy" }""", "task_compression is 'snappy', which is not available; expected gzip, zlib, ")]
    public void Read_NamesWhatThereIs_WhenASerializerOrCompressionIsUnknown(string json, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Errors(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "accept_content": ["json", "raw"] }""", "accept_content lists 'raw'; expected a MIME type, or one of json, ")]
    [InlineData("""{ "result_accept_content": ["raw"] }""", "result_accept_content lists 'raw'; expected a MIME type, or one of json, ")]
    public void Read_RefusesToAcceptRawByName_AsKombuDoes(string json, string expected)
    {
        var error = Assert.Single(Errors(json));

        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.EndsWith(". Raw content is always read.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("raw,", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesOverSerializers()
    {
        var options = Read("""
            { "task_serializer": "raw", "result_serializer": "raw", "accept_content": "json,msgpack,text/x-own", "result_accept_content": ["msgpack"] }
            """);

        Assert.Equal(("raw", "raw"), (options.TaskSerializer, options.ResultSerializer));
        Assert.Equal(["json", "msgpack", "text/x-own"], options.AcceptContent);
        Assert.Equal(["msgpack"], options.ResultAcceptContent!);
    }

    [Fact]
    public void Read_ListsAllFaults_AtOnce()
    {
        var e = Assert.Throws<ImproperlyConfiguredException>(
            () => Read("""{ "task_ack_late": true, "worker_concurrency": "x", "task_serializer": "xml", "task_protocol": 9 }"""));

        Assert.Equal(4, e.Errors.Count);
        Assert.StartsWith("4 settings cannot be used:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LetsTheEnvironmentWin()
    {
        var environment = new Dictionary<string, string?>
        {
            ["CELERY_BROKER_URL"] = "redis://env/0", ["CELERY_RESULT_BACKEND"] = "redis://env/1",
            ["CELERY_BROKER_READ_URL"] = "redis://read/0", ["CELERY_BROKER_WRITE_URL"] = "",
        };

        var options = SettingsReader.Read(
            JsonSection.Parse("""{ "broker_url": "memory://", "broker_write_url": "redis://write/0" }"""), name => environment.GetValueOrDefault(name)).Options;

        Assert.Equal(
            ("redis://env/0", "redis://env/1", "redis://read/0", "redis://write/0"),
            (options.BrokerUrl, options.ResultBackend, options.BrokerReadUrl, options.BrokerWriteUrl));
    }

    private static CeleryOptions Read(string json) => SettingsReader.Read(JsonSection.Parse(json), _ => null).Options;

    private static IReadOnlyList<string> Errors(string json) => Assert.Throws<ImproperlyConfiguredException>(() => Read(json)).Errors;
}
