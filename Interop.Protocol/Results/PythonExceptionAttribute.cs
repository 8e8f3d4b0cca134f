namespace Interop.Protocol.Results;

/// <summary>Says as which Python class an exception arrives in Python: <c>[PythonException("OutOfStock", Module = "shop.errors")]</c>.</summary>
/// <remarks>The reader imports that class if its process has the module loaded, else Celery makes one up of the same name.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class PythonExceptionAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="type">Qualified class name in Python.</param>
    public PythonExceptionAttribute(string type) => Type = type;

    /// <summary>Qualified class name in Python.</summary>
    public string Type { get; }

    /// <summary>Python module of the class. Default <c>builtins</c>.</summary>
    public string Module { get; set; } = "builtins";
}
