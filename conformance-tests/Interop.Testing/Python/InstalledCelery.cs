using Interop.Protocol;

namespace Interop.Testing.Python;

/// <summary>The Celery of <see cref="PythonInstallation"/>: what tests expect of it where releases differ.</summary>
/// <param name="Version">As it tells it, e.g. <c>5.2.6</c>.</param>
/// <param name="Compressions">The names its kombu knows; some want packages.</param>
public sealed record InstalledCelery(string Version, IReadOnlyList<string> Compressions)
{
    private static readonly Once<InstalledCelery> Asked = new(AskAsync);

    /// <summary>The release our app must be set to, to write its bytes.</summary>
    public CeleryRelease Release { get; } = ReleaseOf(Version);

    /// <summary>JSON carries datetimes, decimals and UUIDs as such (kombu 5.3); before, as text.</summary>
    public bool HasTypedJson => Release >= CeleryRelease.V53;

    /// <summary>Messages carry stamps (Celery 5.3).</summary>
    public bool HasStamps => Release >= CeleryRelease.V53;

    /// <summary>The filesystem transport has fanout exchanges, so that workers on it can be told to revoke (kombu 5.3).</summary>
    public bool HasFilesystemBroadcasts => Release >= CeleryRelease.V53;

    /// <summary>A call can say <c>ignore_result</c>; Celery 5.0 leaves it out of the message.</summary>
    public bool SendsIgnoreResult => Release >= CeleryRelease.V52;

    /// <summary>A failed step ends the rest of its chain; a worker of Celery 5.0 leaves the later steps PENDING.</summary>
    public bool FailsRestOfChain => Release >= CeleryRelease.V52;

    /// <summary><c>celery inspect</c> and <c>celery control</c> take <c>-d</c>, and inspect takes arguments of commands (Celery 5.0 fails).</summary>
    public bool CommandLineTakesDestinations => Release >= CeleryRelease.V52;

    /// <summary><c>celery worker --without-heartbeat</c> and its like are no flags but want a value (Celery 5.0).</summary>
    public bool WantsValuesOfFlags => Release < CeleryRelease.V52;

    /// <exception cref="InvalidOperationException">There is no Celery (a skip unless CI=true).</exception>
    public static Task<InstalledCelery> GetAsync() => Asked.GetAsync();

    private static async Task<InstalledCelery> AskAsync()
    {
        var versions = await (await PythonDriver.SharedAsync()).CallAsync("versions", []);
        return new(
            versions.GetProperty("celery").GetString()!,
            [.. versions.GetProperty("compressions").EnumerateArray().Select(name => name.GetString()!)]);
    }

    private static CeleryRelease ReleaseOf(string version) => System.Version.Parse(version) switch
    {
        { Major: 5, Minor: 0 } => CeleryRelease.V50,
        { Major: 5, Minor: 1 or 2 } => CeleryRelease.V52,
        { Major: 5, Minor: 3 } => CeleryRelease.V53,
        { Major: 5, Minor: 4 } => CeleryRelease.V54,
        { Major: 5, Minor: 5 } => CeleryRelease.V55,
        { Major: 5, Minor: 6 } => CeleryRelease.V56,
        _ => throw new NotSupportedException($"Celery {version} is none of 5.0 to 5.6; say here which release it is to be treated as."),
    };
}
