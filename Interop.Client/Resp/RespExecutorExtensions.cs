using System.Text;

namespace Interop.Client.Resp;

/// <summary>Plain forms of a call, for everything that is not on a hot path.</summary>
internal static class RespExecutorExtensions
{
    /// <summary>Sends one command and throws if the server answers with an error.</summary>
    /// <exception cref="RespServerException">The server refused the command.</exception>
    public static async ValueTask<RespReply> ExecuteAsync(
        this IRespExecutor executor, string command, RespArgument[] arguments, CancellationToken cancellationToken)
    {
        RespReply reply = await executor.ExecuteAsync(
            (command, arguments),
            static (writer, state) =>
            {
                writer.Command(Encoding.UTF8.GetBytes(state.command), state.arguments.Length);
                foreach (RespArgument argument in state.arguments)
                {
                    argument.WriteTo(writer);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return reply.ThrowIfError();
    }

    /// <summary>
    /// Runs a script by its digest, and by its text where the server does not know it (yet, or any more). Throws if the
    /// script ends with an error.
    /// </summary>
    /// <exception cref="RespServerException">The script failed.</exception>
    public static async ValueTask<RespReply> EvalAsync(
        this IRespExecutor executor,
        RespScript script, RespArgument[] keys, RespArgument[] arguments, CancellationToken cancellationToken)
    {
        RespReply reply = await executor.ExecuteAsync(
            (script, keys, arguments), WriteEval, cancellationToken).ConfigureAwait(false);
        if (reply.IsErrorCode("NOSCRIPT"u8))
        {
            // Nothing was executed, and the pipeline has forgotten the script: this time its text goes out.
            reply = await executor.ExecuteAsync(
                (script, keys, arguments), WriteEval, cancellationToken).ConfigureAwait(false);
        }

        return reply.ThrowIfError();
    }

    private static void WriteEval(
        RespCommandWriter writer, (RespScript Script, RespArgument[] Keys, RespArgument[] Arguments) state)
    {
        writer.Eval(state.Script, state.Keys.Length, state.Arguments.Length);
        foreach (RespArgument key in state.Keys)
        {
            key.WriteTo(writer);
        }

        foreach (RespArgument argument in state.Arguments)
        {
            argument.WriteTo(writer);
        }
    }
}
