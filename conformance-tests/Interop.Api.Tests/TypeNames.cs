using System.Reflection;

namespace Interop.Api.Tests;

/// <summary>Names of types as C# writes them, nullability included.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!type.IsByRef)
        {
            return Of(type, Nullability.Create(parameter));
        }

        var prefix = parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        return prefix + Of(type.GetElementType()!, null);
    }

    public static string Of(PropertyInfo property)
        => property.PropertyType.IsByRef
            ? "ref " + Of(property.PropertyType.GetElementType()!, null)
            : Of(property.PropertyType, Nullability.Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, Nullability.Create(field));

    /// <summary>The name without nullability.</summary>
    public static string Of(Type type) => Of(type, null);

    /// <summary>The name in its declaration: nested types with the outer ones, own type parameters.</summary>
    public static string Declared(Type type)
    {
        var outer = type.DeclaringType is { } declaring ? Declared(declaring) + "." : "";
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToList();
        return outer + Bare(type) + (own.Count == 0 ? "" : $"<{string.Join(", ", own.Select(Variance))}>");
    }

    /// <summary>The type parameters of a method, or nothing.</summary>
    public static string Parameters(MethodInfo method)
        => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";

    public static string Constraints(Type type) => type.IsGenericTypeDefinition ? Where(type.GetGenericArguments()) : "";

    public static string Constraints(MethodInfo method)
        => method.IsGenericMethodDefinition ? Where(method.GetGenericArguments()) : "";

    private static string Of(Type type, NullabilityInfo? info)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, info?.GenericTypeArguments.FirstOrDefault()) + "?";
        }

        var mark = info is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, info?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!, null) + "*";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword + mark;
        }

        if (type.IsGenericParameter)
        {
            return type.Name + mark;
        }

        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType is { } declaring ? Bare(declaring) + "." : "";
        if (arguments.Length == 0)
        {
            return outer + Bare(type) + mark;
        }

        var names = arguments.Select((argument, index) => Of(argument,
            info is not null && index < info.GenericTypeArguments.Length ? info.GenericTypeArguments[index] : null));
        return $"{outer}{Bare(type)}<{string.Join(", ", names)}>{mark}";
    }

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static string Variance(Type parameter)
        => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
        {
            GenericParameterAttributes.Covariant => "out ",
            GenericParameterAttributes.Contravariant => "in ",
            _ => "",
        } + parameter.Name;

    private static string Where(Type[] parameters)
    {
        var all = parameters.Select(parameter => (parameter.Name, Limits: Limits(parameter).ToList()))
            .Where(entry => entry.Limits.Count > 0);
        return string.Concat(all.Select(entry => $" where {entry.Name} : {string.Join(", ", entry.Limits)}"));
    }

    private static IEnumerable<string> Limits(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            yield return "struct";
        }
        else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        foreach (var limit in parameter.GetGenericParameterConstraints().Where(limit => limit != typeof(ValueType)))
        {
            yield return Of(limit, null);
        }

        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)
            && !flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            yield return "new()";
        }
    }
}
