using System.Globalization;

namespace Interop.Worker.Events;

/// <summary>How busy the machine is. Celery: <c>celery/utils/sysinfo.py</c>, <c>load_average</c>.</summary>
internal static class LoadAverage
{
    private const string Source = "/proc/loadavg";

    /// <summary>Over 1, 5 and 15 minutes, rounded up to hundredths; zeros where the system does not tell.</summary>
    public static (double One, double Five, double Fifteen) Read()
    {
        try
        {
            return File.Exists(Source) ? Parse(File.ReadAllText(Source)) : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Reads <c>0.31 0.24 0.20 1/512 4242</c>.</summary>
    internal static (double One, double Five, double Fifteen) Parse(string text)
    {
        var parts = text.Split(' ', 4);
        return parts.Length < 3 ? default : (Part(parts[0]), Part(parts[1]), Part(parts[2]));
    }

    private static double Part(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var load) ? Math.Ceiling(load * 1e2) / 1e2 : 0;
}
