using System.Globalization;

namespace Interop.Testing.Faults;

/// <summary>A moment in a conversation that a connection can be cut at: when one side says a certain thing.</summary>
public sealed record WireStep
{
    private WireStep(string name, bool isFromServer) => (Name, IsFromServer) = (name, isFromServer);

    /// <summary>What tests are named by.</summary>
    public string Name { get; }

    /// <summary>True when the server says it.</summary>
    public bool IsFromServer { get; }

    /// <summary>Bytes that stand in it, for protocols of text.</summary>
    internal byte[]? Text { get; private init; }

    /// <summary>Class and method of an AMQP method.</summary>
    internal (int Class, int Method)? Amqp { get; private init; }

    /// <summary>Bytes that stand somewhere in what is said.</summary>
    /// <param name="name">What tests are named by.</param>
    /// <param name="text">ASCII; at most 200 characters.</param>
    /// <param name="isFromServer">True when the server says it.</param>
    public static WireStep OfText(string name, string text, bool isFromServer = false) =>
        new(name, isFromServer) { Text = System.Text.Encoding.ASCII.GetBytes(text) };

    /// <summary>A method of AMQP 0-9-1, e.g. 60, 80 for <c>basic.ack</c>.</summary>
    public static WireStep OfAmqp(string name, int classId, int methodId, bool isFromServer = false) =>
        new(name, isFromServer) { Amqp = (classId, methodId) };

    public override string ToString() => Amqp is { } amqp
        ? string.Create(CultureInfo.InvariantCulture, $"{Name} ({amqp.Class}.{amqp.Method})")
        : Name;
}
