namespace Interop.Protocol.Serialization.Pickle;

/// <summary>What becomes of a Python 2 <c>str</c>, which is bytes that may be meant as text. Python 3: <c>pickle.loads(encoding=…)</c>.</summary>
public enum PickleLegacyText
{
    /// <summary>Text when it is ASCII, else <see cref="Values.WireKind.LegacyString"/>. Python 3 would fail on the latter.</summary>
    Ascii,

    /// <summary>Text, a character a byte; never fails.</summary>
    Latin1,

    /// <summary>Text when it is UTF-8, else <see cref="Values.WireKind.LegacyString"/>.</summary>
    Utf8,

    /// <summary>Always <see cref="Values.WireKind.Bytes"/>.</summary>
    Bytes,
}
