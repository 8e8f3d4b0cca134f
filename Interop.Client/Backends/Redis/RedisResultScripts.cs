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

    /// <summary>Key, seconds to live (0 for ever), value: sets the key and publishes the value on the channel of that name, as Celery's
    /// backend does with whatever it sets.</summary>
    public static readonly RespScript Set = new(
        """
        if ARGV[1] == '0' then
          redis.call('SET', KEYS[1], ARGV[2])
        else
          redis.call('SETEX', KEYS[1], ARGV[1], ARGV[2])
        end
        redis.call('PUBLISH', KEYS[1], ARGV[2])
        return 1
        """);

    /// <summary>Key, seconds to live (0 for ever), number of parts: as <see cref="Set"/>, but never fewer than are stored. A chain in a header
    /// that ends in a group counts that group alone when it comes to it, which in Celery calls the body too early.</summary>
    public static readonly RespScript SetSize = new(
        """
        local size = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[2]))
        if ARGV[1] == '0' then
          redis.call('SET', KEYS[1], size)
        else
          redis.call('SETEX', KEYS[1], ARGV[1], size)
        end
        redis.call('PUBLISH', KEYS[1], size)
        return 1
        """);

    /// <summary>
    /// Keys: parts, parts added, number of parts, part that completed. Arguments: the part, its task's id, its place ('' for a list),
    /// seconds to live (0 for ever), number of parts where no key says it (0 for none), 1 for a message that was delivered before.
    /// Returns all parts to the one that is to send the body, else nothing. A part whose id stands in the same place of one that is there is not counted again; its end
    /// takes the place of one that was no success. Celery sends these commands without a script.
    /// </summary>
    public static readonly RespScript CountPart = new(
        """
        local parts, added, sized, done = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local part, id, place, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
        local known, at = {}, nil
        if place ~= '' then
          known = redis.call('ZRANGEBYSCORE', parts, place, place)
        elseif ARGV[6] == '1' then
          known = redis.call('LRANGE', parts, 0, -1)
        end
        local from, to = string.find(part, id, 3, true)
        for i, other in ipairs(from and known or {}) do
          if string.sub(other, from, to + 1) == string.sub(part, from, to + 1) then at = i break end
        end
        local isNew = at == nil or (known[at] ~= part and not string.find(string.sub(known[at], to + 1, to + 20), 'SUCCESS', 1, true))
        if isNew and place == '' then
          if at then redis.call('LSET', parts, at - 1, part) else redis.call('RPUSH', parts, part) end
        elseif isNew then
          if at then redis.call('ZREM', parts, known[at]) end
          redis.call('ZADD', parts, place, part)
        end
        if ttl ~= '0' then
          redis.call('EXPIRE', parts, ttl)
          redis.call('EXPIRE', added, ttl)
          redis.call('EXPIRE', sized, ttl)
        end
        local size = tonumber(redis.call('GET', sized) or ARGV[5])
        local count = place ~= '' and redis.call('ZCARD', parts) or redis.call('LLEN', parts)
        if size == 0 or count < size + tonumber(redis.call('GET', added) or '0') then return false end
        local completed = redis.call('GET', done)
        if completed and completed ~= id then return false end
        redis.call('SET', done, id, 'EX', ttl ~= '0' and ttl or 86400)
        return place ~= '' and redis.call('ZRANGE', parts, 0, -1) or redis.call('LRANGE', parts, 0, -1)
        """);
}
