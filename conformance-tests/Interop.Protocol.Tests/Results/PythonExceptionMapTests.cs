using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Results;

public sealed class PythonExceptionMapTests
{
    public static TheoryData<Exception, string> Mapped => new()
    {
        { new ArgumentException("bad"), "builtins.ValueError('bad')" },
        { new ArgumentOutOfRangeException("n", "too big"), "builtins.ValueError(\"too big (Parameter 'n')\")" },
        { new KeyNotFoundException("The given key 'a b' was not present in the dictionary."), "builtins.KeyError('a b')" },
        { new KeyNotFoundException("no such customer"), "builtins.KeyError('no such customer')" },
        { new TimeoutException("late"), "builtins.TimeoutError('late')" },
        { new TaskCanceledException("http", new TimeoutException()), "builtins.TimeoutError('http')" },
        { new OperationCanceledException("stop"), "concurrent.futures._base.CancelledError('stop')" },
        { new ObjectDisposedException(null, "closed"), "builtins.RuntimeError('closed')" },
        { new SocketException((int)SocketError.ConnectionRefused, "refused"), "builtins.ConnectionRefusedError('refused')" },
        { new SocketException((int)SocketError.NetworkDown, "down"), "builtins.ConnectionError('down')" },
        { new PathTooLongException("long"), "builtins.OSError('long')" },
        { Reserved<NullReferenceException>("null"), "System.NullReferenceException('null')" },
        { Reserved<Exception>("plain"), "builtins.Exception('plain')" },
        { Reserved<Exception>(""), "builtins.Exception()" },
        { new AggregateException(new FormatException("one")), "builtins.ValueError('one')" },
        { new TargetInvocationException(new AggregateException(new FormatException("one"))), "builtins.ValueError('one')" },
        { new AggregateException("many", new FormatException("a"), new FormatException("b")), "System.AggregateException('many (a) (b)')" },
        { new MessageDecodeException("cut."), "kombu.exceptions.DecodeError('cut.')" },
        { new LockedException("mine"), "Interop.Protocol.Tests.Results.PythonExceptionMapTests.LockedException('mine')" },
        { new InvalidStateException("mine"), "Interop.Protocol.Tests.Results.PythonExceptionMapTests.InvalidStateException('mine')" },
        { new Box<int>.FullException<string>("full"), "Interop.Protocol.Tests.Results.PythonExceptionMapTests.Box.FullException('full')" },
        { new RejectedException("no"), "builtins.ValueError('no')" },
        { new OutOfStockException("none"), "shop.errors.OutOfStock('none')" },
        { new OutOfStockTodayException("none"), "shop.errors.OutOfStock('none')" },
        { new CameFromPythonException(), "tasks.Ledger.ClosedError('closed', 7)" },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void ToRemoteError_FollowsTheRules(Exception exception, string expected)
    {
        var error = PythonExceptionMap.Default.ToRemoteError(exception);

        var last = error.Type.LastIndexOf('.') + 1;
        Assert.Equal(expected, $"{error.Module}.{error.Type[..last]}{error}");
    }

    [Fact]
    public void With_LetsTheNearestEntryWin()
    {
        var map = PythonExceptionMap.Default
            .With(typeof(ArgumentException), "BadInput", "shop.errors")
            .With(typeof(OutOfStockTodayException), "Gone", "shop.errors", e => [e.Message, 42])
            .With(typeof(CameFromPythonException), "Mine", "shop.errors");

        Assert.Equal("BadInput('a')", map.ToRemoteError(new ArgumentNullException(null, "a")).ToString());
        Assert.Equal("BadInput('a')", map.ToRemoteError(new RejectedException("a")).ToString());
        Assert.Equal("OutOfStock('a')", map.ToRemoteError(new OutOfStockException("a")).ToString());
        Assert.Equal("Gone('a', 42)", map.ToRemoteError(new OutOfStockTodayException("a")).ToString());
        Assert.Equal("Mine", map.ToRemoteError(new CameFromPythonException()).Type);
        Assert.Equal("ValueError('a')", PythonExceptionMap.Default.ToRemoteError(new ArgumentException("a")).ToString());
    }

    [Fact]
    public void With_RefusesATypeThatIsNoException() =>
        Assert.Throws<ArgumentException>(() => PythonExceptionMap.Default.With(typeof(string), "X"));

    [Fact]
    public void ToRemoteError_ShortensTheMessage_WhenItIsHuge()
    {
        var error = PythonExceptionMap.Default.ToRemoteError(new FormatException(new string('x', 10_000_000)));

        Assert.InRange(error.Message.Length, 1000, 40_000);
        Assert.InRange(error.Traceback!.Length, 1000, 70_000);
    }

    [Fact]
    public void Documentation_HasTheWholeTable()
    {
        var text = File.ReadAllText(RepositoryRoot.Combine("docs", "exceptions.md"));
        var rows = Regex.Matches(text, @"^\| `(?<net>[\w.]+)`(?! itself).*\| `(?<python>[\w.]+)` \|$", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups["net"].Value, row => row.Groups["python"].Value);

        Assert.Equal(
            PythonExceptionDefaults.Table.ToDictionary(
                entry => entry.Key, entry => entry.Value.Module == "builtins" ? entry.Value.Type : $"{entry.Value.Module}.{entry.Value.Type}"),
            rows);
    }

    [Fact]
    public void Table_NamesOnlyTypesThatExist()
    {
        Assembly[] homes =
        [
            typeof(object).Assembly, typeof(SocketException).Assembly, typeof(HttpClient).Assembly, typeof(PythonExceptionMap).Assembly,
            typeof(System.Text.Json.JsonException).Assembly, typeof(System.Net.WebException).Assembly,
            typeof(System.ComponentModel.DataAnnotations.ValidationException).Assembly, typeof(KeyNotFoundException).Assembly,
        ];
        foreach (var name in PythonExceptionDefaults.Table.Keys)
        {
            Assert.Contains(homes, home => home.GetType(name) is { } type && typeof(Exception).IsAssignableFrom(type));
        }
    }

    // The analyzer rightly refuses to see these created by name.
    private static T Reserved<T>(string message)
        where T : Exception => (T)Activator.CreateInstance(typeof(T), message)!;

    private sealed class LockedException(string message) : Exception(message);

    private sealed class InvalidStateException(string message) : InvalidOperationException(message);

    private sealed class RejectedException(string message) : ArgumentException(message);

    [PythonException("OutOfStock", Module = "shop.errors")]
    private class OutOfStockException(string message) : ArgumentException(message);

    private sealed class OutOfStockTodayException(string message) : OutOfStockException(message);

    private static class Box<T>
    {
        public sealed class FullException<TItem>(string message) : Exception($"{message}")
        {
            public Type Item => typeof(TItem);
        }
    }

    private sealed class CameFromPythonException : Exception, IPythonException
    {
        public RemoteError ToRemoteError() =>
            new() { Type = "Ledger.ClosedError", Module = "tasks", Args = [WireValue.String("closed"), 7] };
    }
}
