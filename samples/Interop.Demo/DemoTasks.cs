namespace Interop.Demo;

/// <summary>The C# half of the demo: ordinary methods.</summary>
internal static class DemoTasks
{
    public const string Queue = "demo.csharp";

    public static int Add(int x, int y) => x + y;

    public static string Greet(string name, bool excited = false) => $"Hello, {name}{(excited ? "!" : ".")}";

    public static int Divide(int x, int y) => x / y;
}
