using System.Text.RegularExpressions;
using Interop.Protocol.Results;

namespace Interop.Protocol.Tests.Results;

public sealed class PythonTracebackTests
{
    [Fact]
    public void Traceback_HasPythonsForm_WhenTheExceptionWasThrown()
    {
        var text = TracebackOf(() => Outer(() => throw new FormatException("bad")));

        Assert.Matches(
            new Regex(
                """
                \ATraceback \(most recent call last\):
                (  File ".+", line \d+, in .+\n)*  File ".*PythonTracebackTests\.cs", line \d+, in .*\.Outer
                  File ".*PythonTracebackTests\.cs", line \d+, in .*
                    throw System\.FormatException
                ValueError: bad
                \z
                """.ReplaceLineEndings("\n")),
            text);
    }

    [Fact]
    public void Traceback_PutsTheOutermostCallFirst()
    {
        var text = TracebackOf(() => Outer(() => Inner()));

        Assert.True(text.IndexOf(".Outer", StringComparison.Ordinal) < text.IndexOf(".Inner", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task Traceback_NamesAsyncMethods_AsTheyWereWritten()
    {
        var exception = await Assert.ThrowsAsync<FormatException>(FailLaterAsync);

        var text = PythonExceptionMap.Default.ToRemoteError(exception).Traceback!;

        Assert.Contains("in Interop.Protocol.Tests.Results.PythonTracebackTests.FailLaterAsync\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MoveNext", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Traceback_PutsCausesAbove()
    {
        var text = TracebackOf(() =>
        {
            try
            {
                Inner();
            }
            catch (KeyNotFoundException e)
            {
                throw new InvalidOperationException("wrapped", e);
            }
        });

        var parts = text.Split("\nThe above exception was the direct cause of the following exception:\n\n");
        Assert.Equal(2, parts.Length);
        Assert.EndsWith("\nKeyError: 'no such key'\n", parts[0], StringComparison.Ordinal);
        Assert.StartsWith("Traceback (most recent call last):\n", parts[1], StringComparison.Ordinal);
        Assert.EndsWith("\nRuntimeError: wrapped\n", parts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Traceback_KeepsTheRemoteOne_AsCause()
    {
        var text = PythonExceptionMap.Default.ToRemoteError(new RemoteException()).Traceback;

        Assert.Equal(
            "Traceback (most recent call last):\n  there\ntasks.Failure: far away\n"
            + "\nThe above exception was the direct cause of the following exception:\n\ntasks.Failure: far away\n",
            text);
    }

    [Fact]
    public void Traceback_IsOneLine_WhenTheExceptionWasNeverThrown() =>
        Assert.Equal("ValueError\n", PythonExceptionMap.Default.ToRemoteError(new FormatException("")).Traceback);

    [Fact]
    public void Traceback_LeavesOutTheMiddle_WhenCallsAreMany()
    {
        var text = TracebackOf(() => Recurse(500));

        Assert.Matches(@"\n  \[4\d\d calls left out\]\n", text);
        Assert.InRange(Regex.Count(text, "  File "), 64, 64);
        Assert.EndsWith("ValueError: deep\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Traceback_StopsAtEightCauses_AndStaysBounded()
    {
        Exception chain = new FormatException(new string('x', 100_000));
        for (var i = 0; i < 100; i++)
        {
            chain = new FormatException(new string('y', 100_000), chain);
        }

        var text = PythonExceptionMap.Default.ToRemoteError(chain).Traceback!;

        Assert.InRange(text.Length, 60_000, 66_000);
        Assert.EndsWith("y…\n", text, StringComparison.Ordinal);
    }

    private static string TracebackOf(Action action)
    {
        var exception = Assert.ThrowsAny<Exception>(action);
        return PythonExceptionMap.Default.ToRemoteError(exception).Traceback!;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Outer(Action inner)
    {
        inner();
        GC.KeepAlive(inner);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Inner() => throw new KeyNotFoundException("no such key");

    private static int Recurse(int depth) => depth == 0 ? throw new FormatException("deep") : Recurse(depth - 1) + 1;

    private static async Task FailLaterAsync()
    {
        await Task.Yield();
        throw new FormatException("later");
    }

    private sealed class RemoteException : Exception, IPythonException
    {
        public RemoteError ToRemoteError() => new()
        {
            Type = "Failure",
            Module = "tasks",
            Args = ["far away"],
            Traceback = "Traceback (most recent call last):\n  there\ntasks.Failure: far away\n",
        };
    }
}
