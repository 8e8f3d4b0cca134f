using System.Globalization;
using Interop.Protocol.Serialization.Clr;

namespace Interop.Worker.Registration.Binding;

/// <summary>CPython's words for calls that do not fit. Source: <c>too_many_positional</c>, <c>format_missing</c> in <c>Python/ceval.c</c>.</summary>
internal static class CallErrors
{
    public static ArgumentMismatchException UnexpectedKeyword(CallSignature signature, string keyword) =>
        new($"{signature.Function}() got an unexpected keyword argument '{keyword}'");

    public static ArgumentMismatchException MultipleValues(CallSignature signature, string name) =>
        new($"{signature.Function}() got multiple values for argument '{name}'");

    public static ArgumentMismatchException KeywordsMustBeText() => new("keywords must be strings");

    public static ArgumentMismatchException NotAList(CallSignature signature) =>
        new($"{signature.Function}() argument after * must be an iterable: the message's args are no list.");

    public static ArgumentMismatchException NotAMapping(CallSignature signature) =>
        new($"{signature.Function}() argument after ** must be a mapping: the message's kwargs are no object.");

    public static ArgumentMismatchException TooManyPositional(CallSignature signature, CallFrame frame, int given)
    {
        var count = signature.Positional.Count;
        var defaults = signature.Positional.Count(p => !p.IsRequired);
        var takes = defaults == 0
            ? $"{Text(count)} positional argument{(count == 1 ? "" : "s")}"
            : $"from {Text(count - defaults)} to {Text(count)} positional arguments";
        var keywordOnly = 0;
        for (var i = 0; i < signature.Parameters.Count; i++)
        {
            if (signature.Parameters[i].Kind == ParameterKind.KeywordOnly && frame.Slots[i].Origin != ArgumentOrigin.Missing)
            {
                keywordOnly++;
            }
        }

        var also = keywordOnly == 0
            ? ""
            : $" positional argument{(given == 1 ? "" : "s")} (and {Text(keywordOnly)} keyword-only argument{(keywordOnly == 1 ? "" : "s")})";
        return new($"{signature.Function}() takes {takes} but {Text(given)}{also} {(given == 1 && keywordOnly == 0 ? "was" : "were")} given");
    }

    public static ArgumentMismatchException Missing(CallSignature signature, CallFrame frame)
    {
        var kind = Missing(signature, frame, ParameterKind.Positional).Count > 0 ? ParameterKind.Positional : ParameterKind.KeywordOnly;
        var names = Missing(signature, frame, kind);
        var list = names.Count switch
        {
            1 => names[0],
            2 => $"{names[0]} and {names[1]}",
            _ => $"{string.Join(", ", names.Take(names.Count - 1))}, and {names[^1]}",
        };
        var what = kind == ParameterKind.Positional ? "positional" : "keyword-only";
        return new($"{signature.Function}() missing {Text(names.Count)} required {what} argument{(names.Count == 1 ? "" : "s")}: {list}");
    }

    /// <summary>A wrong kind is a <c>TypeError</c>; the right kind with a value that does not fit is a <c>ValueError</c>.</summary>
    public static Exception Unreadable(string function, string parameter, ValueBindException cause)
    {
        var message = $"{function}() argument '{parameter}': {cause.Message}";
        return cause.Reason is null
            ? new ArgumentMismatchException(message, cause)
            : new ArgumentValueException(message, cause);
    }

    private static List<string> Missing(CallSignature signature, CallFrame frame, ParameterKind kind)
    {
        var names = new List<string>();
        for (var i = 0; i < signature.Parameters.Count; i++)
        {
            var parameter = signature.Parameters[i];
            if (parameter.Kind == kind && parameter.IsRequired && frame.Slots[i].Origin == ArgumentOrigin.Missing)
            {
                names.Add($"'{parameter.Name}'");
            }
        }

        return names;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
