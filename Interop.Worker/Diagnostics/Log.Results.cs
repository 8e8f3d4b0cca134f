using Interop.Protocol.Text;
using Interop.Worker.Execution;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    /// <summary>The result is only made into text when somebody reads it. Celery: <c>resultrepr_maxsize</c>, 1024.</summary>
    public static void Succeeded(ILogger logger, TaskContext context, TimeSpan runtime)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var result = PythonRepr.SafeRepr(context.Result.ToValue());
            Succeeded(logger, context.DisplayName, context.Id, PythonFloat.Format(runtime.TotalSeconds), result);
        }
    }
}
