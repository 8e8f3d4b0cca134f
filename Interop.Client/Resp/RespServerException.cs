namespace Interop.Client.Resp;

/// <summary>The server answered with an error.</summary>
internal sealed class RespServerException : RespException
{
    private const int LongestText = 300;

    public RespServerException(string text) : base($"Redis refused the command: {Shorten(text)}.")
    {
        Text = text;
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        Code = space < 0 ? text : text[..space];
    }

    /// <summary>First word of the error, such as <c>WRONGTYPE</c> or <c>NOSCRIPT</c>.</summary>
    public string Code { get; }

    /// <summary>The whole error line.</summary>
    public string Text { get; }

    /// <summary>The server says that it cannot now, not that it will not: loading, busy with a script, failing over.</summary>
    public override bool IsTransient =>
        Code is "LOADING" or "BUSY" or "MASTERDOWN" or "READONLY" or "UNBLOCKED" or "TRYAGAIN" or "CLUSTERDOWN";

    /// <summary>Login failed or is missing: waiting does not help, the password or the ACL has to change.</summary>
    public bool IsAuthentication =>
        Code is "WRONGPASS" or "NOAUTH" or "NOPERM"
        || (Code == "ERR" && Text.Contains("password", StringComparison.OrdinalIgnoreCase));

    private static string Shorten(string text) =>
        text.Length <= LongestText ? text.TrimEnd('.') : string.Concat(text.AsSpan(0, LongestText), "…");
}
