namespace Interop.Worker.Registration.Binding;

/// <summary>How a wire parameter is filled.</summary>
internal enum ParameterKind
{
    /// <summary>By position or by keyword.</summary>
    Positional,

    /// <summary>By keyword only.</summary>
    KeywordOnly,

    /// <summary>Takes the positional arguments that are left: <c>*args</c>.</summary>
    Rest,

    /// <summary>Takes the keyword arguments that are left: <c>**kwargs</c>.</summary>
    Keywords,
}
