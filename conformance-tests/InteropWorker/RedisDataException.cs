using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace InteropWorker;

/// <summary>A value that redis-py sends to no server.</summary>
[PythonException("DataError", Module = "redis.exceptions")]
internal sealed class RedisDataException(WireValue value)
    : Exception($"Invalid input of type: '{TypeNames.Of(value)}'. Convert to a bytes, string, int or float first.");
