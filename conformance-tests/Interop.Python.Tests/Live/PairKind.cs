namespace Interop.Python.Tests.Live;

/// <summary>A broker and a result backend between a Python worker and a C# worker.</summary>
public enum PairKind
{
    RedisWithRedis,
    RabbitMqWithRedis,
    RabbitMqWithRpc,
    RedisWithRpc,
    FilesWithFiles,
}
