using System.Reflection;
using Interop.Protocol.Serialization.Clr;
using Interop.Worker.Execution;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Registration;

/// <summary>Makes the invoker of a task from its code. All reflection of the worker is here and happens once for each task.</summary>
internal static class ArgumentBinder
{
    /// <summary>Refuses code that cannot be a task, before anything is built.</summary>
    /// <exception cref="ArgumentException">A parameter that no message can fill; the text names it.</exception>
    public static void Check(string taskName, Delegate code)
    {
        if (!code.HasSingleTarget)
        {
            throw new ArgumentException($"The delegate of task '{taskName}' has more than one target. Map one method.", nameof(code));
        }

        if (code.Method.IsStatic && code.Target is not null)
        {
            throw new ArgumentException(
                $"The delegate of task '{taskName}' is closed over its first argument. Map a lambda that calls it.", nameof(code));
        }

        Check(taskName, code.Method);
    }

    /// <summary>Refuses a method that cannot be a task, before anything is built.</summary>
    /// <exception cref="ArgumentException">A parameter that no message can fill; the text names it.</exception>
    public static void Check(string taskName, MethodInfo method)
    {
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"The method of task '{taskName}' is generic. Map a method with types.");
        }

        foreach (var parameter in method.GetParameters())
        {
            KindOf(taskName, parameter);
        }
    }

    /// <summary>The invoker of a delegate.</summary>
    public static TaskInvoker Bind(string taskName, Delegate code, ClrCodec codec) =>
        Build(taskName, code.Method, code, instance: null, codec);

    /// <summary>The invoker of a method; an instance of its class comes from the task's scope.</summary>
    public static TaskInvoker Bind(string taskName, MethodInfo method, Type? instance, ClrCodec codec) =>
        Build(taskName, method, code: null, instance, codec);

    private static TaskInvoker Build(string taskName, MethodInfo method, Delegate? code, Type? instance, ClrCodec codec)
    {
        var wire = new List<WireParameter>();
        var plan = method.GetParameters().Select(p => (Parameter: p, Kind: KindOf(taskName, p))).ToList();
        foreach (var kind in Enum.GetValues<ParameterKind>())
        {
            wire.AddRange(plan.Where(p => p.Kind == kind).Select(p =>
                new WireParameter(p.Parameter.Name!, kind, kind <= ParameterKind.KeywordOnly && !p.Parameter.HasDefaultValue)));
        }

        var signature = new CallSignature(taskName, wire, plan.Any(p => p.Parameter.ParameterType == typeof(TaskContext)));
        CheckNames(taskName, signature);
        var sources = new List<object>();
        if (instance is not null)
        {
            sources.Add(Create(typeof(InstanceSource<>), [instance]));
        }

        foreach (var (parameter, kind) in plan)
        {
            sources.Add(kind is { } wireKind
                ? WireSourceOf(taskName, signature, parameter, wireKind)
                : AmbientSourceOf(parameter));
        }

        return InvokerOf(signature, method, code, instance, sources, codec);
    }

    private static ParameterKind? KindOf(string taskName, ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsPointer)
        {
            throw Unfit(taskName, parameter, "ref, in, out and span parameters cannot come from a message");
        }

        if (parameter.ParameterType == typeof(TaskContext) || parameter.ParameterType == typeof(CancellationToken)
            || parameter.IsDefined(typeof(FromServicesAttribute)))
        {
            return null;
        }

        if (parameter.IsDefined(typeof(ParamArrayAttribute)))
        {
            return ParameterKind.Rest;
        }

        if (parameter.IsDefined(typeof(KeywordArgumentsAttribute)))
        {
            return ParameterKind.Keywords;
        }

        return parameter.IsDefined(typeof(KeywordOnlyAttribute)) ? ParameterKind.KeywordOnly : ParameterKind.Positional;
    }

    private static void CheckNames(string taskName, CallSignature signature)
    {
        var doubled = signature.Parameters.Where(p => p.Kind <= ParameterKind.KeywordOnly)
            .GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (doubled is not null)
        {
            throw new ArgumentException(
                $"Task '{taskName}' has two parameters that callers know as '{doubled.Key}'. Rename one of them.");
        }

        if (signature.Parameters.Count(p => p.Kind == ParameterKind.Keywords) > 1)
        {
            throw new ArgumentException($"Task '{taskName}' has two parameters with [KeywordArguments]. Keep one.");
        }
    }

    private static object WireSourceOf(string taskName, CallSignature signature, ParameterInfo parameter, ParameterKind kind)
    {
        var type = parameter.ParameterType;
        switch (kind)
        {
            case ParameterKind.Rest:
                return type.IsSZArray
                    ? Create(typeof(RestSource<>), [type.GetElementType()!], signature.Function, parameter.Name!)
                    : throw Unfit(taskName, parameter, "params must be an array");
            case ParameterKind.Keywords:
                if (type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string)
                    && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, value)))
                {
                    return Create(typeof(KeywordsSource<,>), [type, value], signature.Function);
                }

                throw Unfit(taskName, parameter, "[KeywordArguments] needs a Dictionary<string, T> or an interface of it");
            default:
                var index = signature.Parameters.Select((p, i) => (p, i)).First(x => x.p.Answers(parameter.Name!)).i;
                var defaultValue = parameter.HasDefaultValue ? parameter.DefaultValue : null;
                if (defaultValue is not null && (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } enumType)
                {
                    defaultValue = Enum.ToObject(enumType, defaultValue);
                }

                return Create(typeof(WireSource<>), [type], signature.Function, signature.Parameters[index].Name, index, defaultValue);
        }
    }

    private static object AmbientSourceOf(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(TaskContext))
        {
            return new ContextSource();
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return new TokenSource();
        }

        var services = parameter.GetCustomAttribute<FromServicesAttribute>()!;
        return Create(typeof(ServiceSource<>), [parameter.ParameterType], services.Key, !parameter.HasDefaultValue);
    }

    private static TaskInvoker InvokerOf(
        CallSignature signature, MethodInfo method, Delegate? code, Type? instance, List<object> sources, ClrCodec codec)
    {
        var type = method.ReturnType;
        var returned = type == typeof(void) ? typeof(Nothing) : type;
        var invoker = type switch
        {
            _ when type == typeof(void) => typeof(VoidInvoker),
            _ when type == typeof(Task) => typeof(TaskReturningInvoker),
            _ when type == typeof(ValueTask) => typeof(ValueTaskReturningInvoker),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(Task<>) =>
                typeof(TaskReturningInvoker<>).MakeGenericType(type.GetGenericArguments()),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ValueTask<>) =>
                typeof(ValueTaskReturningInvoker<>).MakeGenericType(type.GetGenericArguments()),
            _ => typeof(ValueInvoker<>).MakeGenericType(type),
        };
        return (TaskInvoker)Activator.CreateInstance(invoker, signature, CallOf(returned, method, code, instance, sources), codec)!;
    }

    private static object CallOf(Type returned, MethodInfo method, Delegate? code, Type? instance, List<object> sources)
    {
        var isAction = returned == typeof(Nothing);
        var (definition, delegateType) = (isAction, sources.Count) switch
        {
            (false, 0) => (typeof(FunctionCall<>), typeof(Func<>)),
            (false, 1) => (typeof(FunctionCall<,>), typeof(Func<,>)),
            (false, 2) => (typeof(FunctionCall<,,>), typeof(Func<,,>)),
            (false, 3) => (typeof(FunctionCall<,,,>), typeof(Func<,,,>)),
            (false, 4) => (typeof(FunctionCall<,,,,>), typeof(Func<,,,,>)),
            (true, 0) => (typeof(ActionCall), typeof(Action)),
            (true, 1) => (typeof(ActionCall<>), typeof(Action<>)),
            (true, 2) => (typeof(ActionCall<,>), typeof(Action<,>)),
            (true, 3) => (typeof(ActionCall<,,>), typeof(Action<,,>)),
            _ => default((Type?, Type?)),
        };
        var parameters = method.GetParameters().Select(p => p.ParameterType).ToList();
        if (instance is not null)
        {
            parameters.Insert(0, instance);
        }

        if (definition is null || delegateType is null)
        {
            return typeof(ExpressionCall<>).MakeGenericType(returned).GetMethod(nameof(ExpressionCall<int>.Compile))!
                .Invoke(null, [code, method, sources])!;
        }

        if (!isAction)
        {
            parameters.Add(returned);
        }

        var call = Close(definition, parameters);
        delegateType = Close(delegateType, parameters);
        var function = code?.GetType() == delegateType ? code : Delegate.CreateDelegate(delegateType, code?.Target, method);
        return Activator.CreateInstance(call, [function, .. sources])!;
    }

    private static Type Close(Type type, List<Type> arguments) =>
        type.IsGenericTypeDefinition ? type.MakeGenericType([.. arguments]) : type;

    private static object Create(Type definition, Type[] arguments, params object?[] values) =>
        Activator.CreateInstance(definition.MakeGenericType(arguments), values)!;

    private static ArgumentException Unfit(string taskName, ParameterInfo parameter, string reason) =>
        new($"Parameter '{parameter.Name}' of task '{taskName}' cannot be bound: {reason}.");
}
