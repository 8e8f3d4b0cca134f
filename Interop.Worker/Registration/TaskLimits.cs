using Interop.Client.Configuration;

namespace Interop.Worker.Registration;

/// <summary>The limits of a task that remote control can change; replaced as a whole.</summary>
/// <param name="SoftTimeLimit">Celery: <c>soft_time_limit</c>.</param>
/// <param name="TimeLimit">Celery: <c>time_limit</c>.</param>
/// <param name="Rate">Celery: <c>rate_limit</c>; null for none.</param>
internal sealed record TaskLimits(TimeSpan? SoftTimeLimit, TimeSpan? TimeLimit, RateLimit? Rate);
