using Interop.Protocol.Errors;

namespace Interop.Client.Configuration;

/// <summary>Settings that cannot be used; all faults at once. Celery:
/// <c>celery.exceptions.ImproperlyConfigured</c>.</summary>
public sealed class ImproperlyConfiguredException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errors">One sentence each: the setting, its value, what was expected.</param>
    public ImproperlyConfiguredException(IReadOnlyList<string> errors) : base(Describe(errors)) => Errors = errors;

    /// <summary>One sentence each: the setting, its value, what was expected.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string Describe(IReadOnlyList<string> errors) => errors.Count == 1
        ? errors[0]
        : $"{errors.Count} settings cannot be used:{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", errors)}";
}
