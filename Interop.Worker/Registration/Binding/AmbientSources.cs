using Interop.Worker.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Worker.Registration.Binding;

/// <summary>The running task itself.</summary>
internal sealed class ContextSource : ParameterSource<TaskContext>
{
    public override TaskContext Get(CallFrame frame) => frame.Context;
}

/// <summary>The token that asks the task to end.</summary>
internal sealed class TokenSource : ParameterSource<CancellationToken>
{
    public override CancellationToken Get(CallFrame frame) => frame.Context.CancellationToken;
}

/// <summary>A service of the task's scope.</summary>
internal sealed class ServiceSource<T>(object? key, bool isRequired) : ParameterSource<T>
    where T : notnull
{
    public override T Get(CallFrame frame) => (key, isRequired) switch
    {
        (null, true) => frame.Context.Services.GetRequiredService<T>(),
        (null, false) => frame.Context.Services.GetService<T>()!,
        (_, true) => frame.Context.Services.GetRequiredKeyedService<T>(key),
        _ => frame.Context.Services.GetKeyedService<T>(key)!,
    };
}

/// <summary>The instance whose method is the task.</summary>
internal sealed class InstanceSource<T> : ParameterSource<T>
    where T : class
{
    public override T Get(CallFrame frame) => frame.Context.Services.GetRequiredService<T>();
}
