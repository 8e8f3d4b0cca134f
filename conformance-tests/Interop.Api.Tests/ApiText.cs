using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Interop.Api.Tests;

/// <summary>The public and protected surface of an assembly as sorted text, one line per member.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes()
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var parts = new List<string> { "public" };
        if (type is { IsAbstract: true, IsSealed: true })
        {
            parts.Add("static");
        }
        else if (type is { IsAbstract: true, IsInterface: false })
        {
            parts.Add("abstract");
        }
        else if (type is { IsSealed: true, IsValueType: false } && !IsDelegate(type))
        {
            parts.Add("sealed");
        }

        parts.Add(Kind(type));
        parts.Add($"{type.Namespace}.{TypeNames.Declared(type)}");
        var bases = Bases(type).ToList();
        return string.Join(' ', parts) + (bases.Count == 0 ? "" : " : " + string.Join(", ", bases)) + TypeNames.Constraints(type);
    }

    private static string Kind(Type type)
    {
        if (IsDelegate(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnParameter)}({Parameters(invoke)})";
        }

        return type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "")
                + (type.IsByRefLike ? "ref " : "") + (IsRecord(type) ? "record struct" : "struct"),
            _ => IsRecord(type) ? "record" : "class",
        };
    }

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type) && type != typeof(Delegate);

    private static bool IsRecord(Type type)
        => type.GetMethods(Declared).Any(method => method.Name is "<Clone>$"
            || (type.IsValueType && method.Name == "PrintMembers" && method.IsDefined(typeof(CompilerGeneratedAttribute), false)));

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
            && !IsDelegate(type))
        {
            yield return TypeNames.Of(parent);
        }

        if (IsDelegate(type) || type.IsEnum)
        {
            yield break;
        }

        var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(item => item.GetInterfaces()));
        var own = typeof(IEquatable<>).MakeGenericType(type.IsByRefLike ? typeof(object) : type);
        foreach (var name in type.GetInterfaces().Except(inherited)
            .Where(item => item.IsVisible && !(IsRecord(type) && item == own))
            .Select(item => TypeNames.Of(item))
            .Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
        {
            yield break;
        }

        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
            {
                var value = Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture);
                yield return $"{name} = {value.ToString(CultureInfo.InvariantCulture)}";
            }

            yield break;
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return $"{Access(constructor)}.ctor({Parameters(constructor)})";
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
                + $"{TypeNames.Of(field)} {field.Name}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            if (Property(property) is { } line)
            {
                yield return line;
            }
        }

        foreach (var declared in type.GetEvents(Declared).Where(item => item.AddMethod is { } add && IsVisible(add)))
        {
            yield return $"{Access(declared.AddMethod!)}event {TypeNames.Of(declared.EventHandlerType!)} {declared.Name}";
        }

        foreach (var method in type.GetMethods(Declared).Where(IsShown))
        {
            yield return $"{Access(method)}{TypeNames.Of(method.ReturnParameter)} {method.Name}{TypeNames.Parameters(method)}"
                + $"({(method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "")}{Parameters(method)})"
                + TypeNames.Constraints(method);
        }
    }

    private static bool IsShown(MethodInfo method)
        => IsVisible(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute), false)
            && !method.Name.Contains('<', StringComparison.Ordinal)
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string? Property(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible).ToList();
        if (accessors.Count == 0 || property.Name == "EqualityContract")
        {
            return null;
        }

        var text = new StringBuilder(Access(accessors[0]));
        if (property.IsDefined(typeof(RequiredMemberAttribute), false))
        {
            text.Append("required ");
        }

        text.Append(TypeNames.Of(property)).Append(' ');
        var index = property.GetIndexParameters();
        text.Append(index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]").Append(" {");
        foreach (var accessor in accessors)
        {
            var isSetter = accessor == property.SetMethod;
            var isInit = isSetter && accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            text.Append(accessor.IsPublic || !accessors[0].IsPublic ? " " : " protected ");
            text.Append(isInit ? "init;" : isSetter ? "set;" : "get;");
        }

        return text.Append(" }").ToString();
    }

    private static string Access(MethodBase method)
    {
        var text = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
        {
            text += method.IsAbstract ? "static abstract " : "static ";
        }
        else if (method is MethodInfo info && method.DeclaringType is { IsInterface: false })
        {
            var isOverride = info.GetBaseDefinition() != info;
            text += method switch
            {
                { IsAbstract: true } => isOverride ? "abstract override " : "abstract ",
                { IsVirtual: true, IsFinal: false } => isOverride ? "override " : "virtual ",
                _ => "",
            };
        }

        return text;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var text = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
        text += $"{TypeNames.Of(parameter)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {Literal(parameter.RawDefaultValue)}" : text;
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
