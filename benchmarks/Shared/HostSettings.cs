using System.Globalization;

namespace Interop.Benchmarks;

/// <summary>What the scripts tell a host, by its environment.</summary>
internal static class HostSettings
{
    public static string Text(string name, string defaultValue) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : defaultValue;

    public static int Number(string name, int defaultValue) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : defaultValue;

    public static double Seconds(string name, double defaultValue) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? double.Parse(value, CultureInfo.InvariantCulture) : defaultValue;

    public static bool Flag(string name) => Text(name, "0") == "1";
}
