using System.Linq.Expressions;
using System.Reflection;

namespace Interop.Worker.Registration.Binding;

/// <summary>Calls code with any number of parameters, through an expression that is compiled once.</summary>
internal sealed class ExpressionCall<TReturn>(Func<CallFrame, TReturn> call) : TaskCall<TReturn>
{
    public override TReturn Call(CallFrame frame) => call(frame);

    public static ExpressionCall<TReturn> Compile(Delegate? code, MethodInfo method, IReadOnlyList<object> sources)
    {
        var frame = Expression.Parameter(typeof(CallFrame), "frame");
        var arguments = sources.Select(source =>
            (Expression)Expression.Call(Expression.Constant(source), source.GetType().GetMethod("Get")!, frame)).ToList();
        Expression body;
        if (code is not null)
        {
            body = Expression.Invoke(Expression.Constant(code), arguments);
        }
        else if (method.IsStatic)
        {
            body = Expression.Call(method, arguments);
        }
        else
        {
            body = Expression.Call(arguments[0], method, arguments.Skip(1));
        }

        if (typeof(TReturn) == typeof(Nothing))
        {
            body = Expression.Block(body, Expression.Default(typeof(Nothing)));
        }

        return new(Expression.Lambda<Func<CallFrame, TReturn>>(body, frame).Compile());
    }
}
