using System.Text;

namespace Interop.Worker.Registration.Binding;

/// <summary>A parameter that a message fills. It answers to its C# name and to that name in snake_case.</summary>
internal sealed class WireParameter
{
    public WireParameter(string name, ParameterKind kind, bool isRequired)
    {
        Name = ToSnakeCase(name);
        ExactUtf8 = Encoding.UTF8.GetBytes(name);
        SnakeUtf8 = Encoding.UTF8.GetBytes(Name);
        Kind = kind;
        IsRequired = isRequired;
    }

    /// <summary>The name callers use, for error texts.</summary>
    public string Name { get; }

    public byte[] ExactUtf8 { get; }

    public byte[] SnakeUtf8 { get; }

    public ParameterKind Kind { get; }

    public bool IsRequired { get; }

    public bool Answers(string keyword) => keyword == Name || Encoding.UTF8.GetString(ExactUtf8) == keyword;

    /// <summary><c>customerId</c> to <c>customer_id</c>, <c>httpURL</c> to <c>http_url</c>.</summary>
    internal static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
