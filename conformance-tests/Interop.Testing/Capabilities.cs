namespace Interop.Testing;

/// <summary>
/// The rows of the README's compatibility table, in its order. A test counts in every row it names as a trait:
/// <c>[Trait(Capabilities.Trait, Capabilities.Chains)]</c>. A name that is not listed here becomes a row below these.
/// </summary>
public static class Capabilities
{
    /// <summary>The name of the trait.</summary>
    public const string Trait = "Capability";

    public const string PythonCalls = "Python calls C# tasks: arguments, defaults, values, `TypeError`";
    public const string CSharpCalls = "C# calls Python tasks: arguments, options, typed results";
    public const string TypedJson = "Dates, decimals and UUIDs in JSON, both ways";
    public const string CSharpErrors = "C# exceptions raised in Python";
    public const string PythonErrors = "Python exceptions as data in C#";
    public const string Schedules = "ETA, countdown, expiry";
    public const string Retries = "Retries, by the task and automatic";
    public const string Options = "Headers, shadow, priority, logs";
    public const string Compression = "Compressed bodies";
    public const string States = "STARTED, custom states, progress while waiting";
    public const string Records = "Extended records, children, ignored and forgotten results";
    public const string Callbacks = "`link` and `link_error` in both languages";
    public const string Chains = "Chains through both languages";
    public const string Groups = "Groups over both languages";
    public const string Stamps = "Stamps handed on";
    public const string Protocol1 = "Messages of protocol 1";
    public const string Revokes = "C# revokes tasks of a Python worker";
    public const string Serializers = "Serializers × compressions × protocols, both ways";
    public const string Pickle = "Pickles of every protocol read by the other side";
    public const string Signed = "Signed tasks, both ways (serializer auth)";
    public const string RedisRedis = "Arguments to revokes on Redis";
    public const string RabbitMqRedis = "… on RabbitMQ, results in Redis";
    public const string RabbitMqRpc = "… on RabbitMQ, results by rpc";
    public const string RedisRpc = "… on Redis, results by rpc";
    public const string Files = "… on files";
    public const string OldestRelease = "Mixed fleet: C# set to Celery 5.0";
    public const string NewestRelease = "Mixed fleet: C# set to Celery 5.6";
    public const string Takeover = "Each language restores what a killed worker of the other held";
    public const string Garbage = "Garbage between messages is set aside";
    public const string Fleet = "Both languages on one queue, killed and restarted: nothing lost, nothing repeated without a death";
    public const string Events = "Events and gossip of C# workers, as Python hears them";
    public const string Control = "Remote control: `celery status`, `inspect` and `control`, both ways";
    public const string PoolCommands = "`terminate`, pool sizes, autoscale and vanished workers, as Python sees them";
    public const string Pools = "Process pool: killed children, limits, shutdowns, as Python sees them";
    public const string Interoperability = "The tasks of Celery's integration suite in C#, called by Python";
    public const string Chords = "Chords of either language, run in C#: counted, completed, failed";

    /// <summary>The rows of the table, in this order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PythonCalls, CSharpCalls, TypedJson, CSharpErrors, PythonErrors, Schedules, Retries, Options, Compression, States, Records,
        Callbacks, Chains, Groups, Stamps, Protocol1, Revokes, RedisRedis, RabbitMqRedis, RabbitMqRpc, RedisRpc, Files, OldestRelease,
        NewestRelease, Serializers, Pickle, Signed, Takeover, Garbage,
    ];

    /// <summary>Rows to be: their tests ran against single releases, and not yet in one run of <c>./test --matrix</c>.</summary>
    public static IReadOnlyList<string> Awaited { get; } = [Chords, Fleet, Events, Control, PoolCommands, Pools, Interoperability];
}
