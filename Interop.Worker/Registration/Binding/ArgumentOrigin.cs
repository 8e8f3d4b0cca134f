namespace Interop.Worker.Registration.Binding;

/// <summary>Which part of a call's arguments holds a value.</summary>
internal enum ArgumentOrigin : byte
{
    /// <summary>The call did not give it.</summary>
    Missing,

    /// <summary>The JSON of the positional arguments.</summary>
    ArgsJson,

    /// <summary>The JSON of the keyword arguments.</summary>
    KwargsJson,

    /// <summary>The decoded positional arguments.</summary>
    ArgsValue,

    /// <summary>The decoded keyword arguments.</summary>
    KwargsValue,
}
