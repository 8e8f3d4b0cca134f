using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;

namespace Interop.Worker.Registration.Binding;

/// <summary>The wire parameters of a task, and the assignment of a call's arguments to them by Python's rules.</summary>
/// <remarks>The order of the checks is CPython's, <c>initialize_locals</c> in <c>Python/ceval.c</c>: unknown and doubled keywords, too many
/// positional arguments, missing ones.</remarks>
internal sealed class CallSignature
{
    private readonly WireParameter[] _parameters;
    private readonly int _positionalCount;

    public CallSignature(string taskName, IReadOnlyList<WireParameter> parameters, bool takesContext = false)
    {
        TakesContext = takesContext;
        Function = taskName[(taskName.LastIndexOf('.') + 1)..];
        _parameters = [.. parameters];
        Positional = [.. parameters.Where(p => p.Kind == ParameterKind.Positional)];
        _positionalCount = Positional.Count;
        TakesRest = parameters.Any(p => p.Kind == ParameterKind.Rest);
        TakesKeywords = parameters.Any(p => p.Kind == ParameterKind.Keywords);
    }

    /// <summary>Name of the function in error texts: the last part of the task's name.</summary>
    public string Function { get; }

    /// <summary>All parameters; positional ones come first, in order.</summary>
    public IReadOnlyList<WireParameter> Parameters => _parameters;

    public IReadOnlyList<WireParameter> Positional { get; }

    /// <summary>True when the code is given the <see cref="Execution.TaskContext"/>. Celery: <c>bind=True</c>.</summary>
    public bool TakesContext { get; }

    public bool TakesRest { get; }

    public bool TakesKeywords { get; }

    /// <summary>Fills the frame's slots.</summary>
    /// <exception cref="ArgumentMismatchException">The call does not fit.</exception>
    public void Bind(CallFrame frame, TaskArguments arguments)
    {
        int given;
        if (arguments.IsJson)
        {
            given = AssignPositionalJson(frame, arguments.ArgsJson.Span);
            if (arguments.KwargsJson.Length > 2)
            {
                AssignKeywordsJson(frame, arguments.KwargsJson.Span);
            }
        }
        else
        {
            given = arguments.ArgsValues!.Count;
            for (var i = 0; i < given; i++)
            {
                AssignPositional(frame, i, new ArgumentSlot(ArgumentOrigin.ArgsValue, i, 0));
            }

            for (var i = 0; i < (arguments.KwargsValues?.Count ?? 0); i++)
            {
                var keyword = arguments.KwargsValues![i].Key.AsStringOrNull() ?? throw CallErrors.KeywordsMustBeText();
                AssignKeyword(frame, IndexOf(keyword), keyword, new ArgumentSlot(ArgumentOrigin.KwargsValue, i, 0));
            }
        }

        if (given > _positionalCount && !TakesRest)
        {
            throw CallErrors.TooManyPositional(this, frame, given);
        }

        for (var i = 0; i < _parameters.Length; i++)
        {
            if (frame.Slots[i].Origin == ArgumentOrigin.Missing && _parameters[i].IsRequired)
            {
                throw CallErrors.Missing(this, frame);
            }
        }
    }

    private int AssignPositionalJson(CallFrame frame, ReadOnlySpan<byte> json)
    {
        var reader = new WireJsonReader(json);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartArray)
        {
            throw CallErrors.NotAList(this);
        }

        var given = 0;
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired())
        {
            var start = reader.TokenStart;
            reader.Skip();
            AssignPositional(frame, given++, new ArgumentSlot(ArgumentOrigin.ArgsJson, start, reader.Position - start));
        }

        return given;
    }

    private void AssignKeywordsJson(CallFrame frame, ReadOnlySpan<byte> json)
    {
        var reader = new WireJsonReader(json);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw CallErrors.NotAMapping(this);
        }

        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            var index = IndexOf(reader);
            var keyword = index < 0 ? reader.GetString() : null;
            reader.ReadRequired();
            var start = reader.TokenStart;
            reader.Skip();
            AssignKeyword(frame, index, keyword, new ArgumentSlot(ArgumentOrigin.KwargsJson, start, reader.Position - start));
        }
    }

    private void AssignPositional(CallFrame frame, int index, ArgumentSlot slot)
    {
        if (index < _positionalCount)
        {
            frame.Slots[index] = slot;
        }
        else if (TakesRest)
        {
            frame.Rest.Add(slot);
        }
    }

    private void AssignKeyword(CallFrame frame, int index, string? keyword, ArgumentSlot slot)
    {
        if (index < 0)
        {
            if (!TakesKeywords)
            {
                throw CallErrors.UnexpectedKeyword(this, keyword!);
            }

            frame.Keywords.Add(new(keyword!, slot));
        }
        else if (frame.Slots[index].Origin != ArgumentOrigin.Missing)
        {
            throw CallErrors.MultipleValues(this, _parameters[index].Name);
        }
        else
        {
            frame.Slots[index] = slot;
        }
    }

    private int IndexOf(in WireJsonReader name)
    {
        for (var i = 0; i < _parameters.Length; i++)
        {
            var parameter = _parameters[i];
            if (parameter.Kind <= ParameterKind.KeywordOnly
                && (name.ValueEquals(parameter.ExactUtf8) || name.ValueEquals(parameter.SnakeUtf8)))
            {
                return i;
            }
        }

        return -1;
    }

    private int IndexOf(string keyword) =>
        Array.FindIndex(_parameters, p => p.Kind <= ParameterKind.KeywordOnly && p.Answers(keyword));
}
