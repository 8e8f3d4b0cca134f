using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Interop.Client.Tests.Configuration;

/// <summary>A configuration section as <c>appsettings.json</c> gives it: null stays null, an empty list is an empty text.</summary>
internal static class JsonSection
{
    public static IConfigurationSection Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Flatten("Celery", document.RootElement, values);
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Celery");
    }

    private static void Flatten(string path, JsonElement element, Dictionary<string, string?> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                foreach (var property in element.EnumerateObject())
                {
                    Flatten($"{path}:{property.Name}", property.Value, values);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                for (var i = 0; i < element.GetArrayLength(); i++)
                {
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{path}:{i}"), element[i], values);
                }

                break;
            default:
                values.Add(path, element.ValueKind switch
                {
                    JsonValueKind.Object or JsonValueKind.Null => null,
                    JsonValueKind.Array => "",
                    JsonValueKind.String => element.GetString(),
                    JsonValueKind.True => "True",
                    JsonValueKind.False => "False",
                    _ => element.GetRawText(),
                });
                break;
        }
    }
}
