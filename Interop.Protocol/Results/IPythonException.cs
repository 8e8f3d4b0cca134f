namespace Interop.Protocol.Results;

/// <summary>An exception that knows itself what it is in Python: one that came from there, or one of Celery's own.</summary>
/// <remarks>Wins over every mapping except an entry of <see cref="PythonExceptionMap.With"/> for exactly its type. An exception that is
/// the same class every time needs only <see cref="PythonExceptionAttribute"/>.</remarks>
public interface IPythonException
{
    /// <summary>Type, module and arguments. A traceback text, if there is one, is kept as that of the cause.</summary>
    RemoteError ToRemoteError();
}
