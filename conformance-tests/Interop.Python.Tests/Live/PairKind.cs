namespace Interop.Python.Tests.Live;

/// <summary>A broker and a result backend between a Python worker and a C# worker.</summary>
public enum PairKind
{
    RedisWithRedis,
    RabbitMqWithRedis,
    RabbitMqWithRpc,
    RedisWithRpc,
    FilesWithFiles,

    /// <summary>On Redis, with our bytes as of Celery 5.0 whatever Python is.</summary>
    RedisAsOldest,

    /// <summary>On Redis, with our bytes as of Celery 5.6 whatever Python is.</summary>
    RedisAsNewest,
}
