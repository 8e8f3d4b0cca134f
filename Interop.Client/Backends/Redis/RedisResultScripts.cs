using Interop.Client.Resp;

namespace Interop.Client.Backends.Redis;

/// <summary>The script behind every store.</summary>
internal static class RedisResultScripts
{
    /// <summary>
    /// Key: the record. Arguments: seconds to live (0 for ever), the document. Stores and publishes the same bytes, unless a SUCCESS
    /// is stored already; returns 1 if it did. Celery reads the record in a round trip of its own, so that two workers can race.
    /// Documents start with their status; any other form is parsed.
    /// </summary>
    public static readonly RespScript Store = new(
        """
        local key, doc = KEYS[1], ARGV[2]
        local head = redis.call('GETRANGE', key, 0, 19)
        if head == '{"status": "SUCCESS"' then return 0 end
        if head ~= '' and string.sub(head, 1, 12) ~= '{"status": "' then
          local ok, old = pcall(cjson.decode, redis.call('GET', key))
          if ok and type(old) == 'table' and old.status == 'SUCCESS' then return 0 end
        end
        if ARGV[1] == '0' then
          redis.call('SET', key, doc)
        else
          redis.call('SETEX', key, ARGV[1], doc)
        end
        redis.call('PUBLISH', key, doc)
        return 1
        """);

    /// <summary>
    /// Key: the record. Arguments: seconds to live (0 for ever), the document, the document to replace ('' for none). Stores and
    /// publishes if the old document is still there and returns 1, else 0. For documents that a script cannot read.
    /// </summary>
    public static readonly RespScript StoreOver = new(
        """
        local key, doc = KEYS[1], ARGV[2]
        if (redis.call('GET', key) or '') ~= ARGV[3] then return 0 end
        if ARGV[1] == '0' then
          redis.call('SET', key, doc)
        else
          redis.call('SETEX', key, ARGV[1], doc)
        end
        redis.call('PUBLISH', key, doc)
        return 1
        """);
}
