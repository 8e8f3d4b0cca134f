using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>The scripts that keep kombu's books. What each must never do is lose a message, whatever fails in the middle: it writes
/// to the new place first and takes from the old place last.</summary>
/// <remarks>A score is the mark of ownership: whoever takes a message sets it to his own clock, to the microsecond. A script that acts
/// for us acts only where the score is still the one we wrote. See <c>docs/adr/0003-redis-books.md</c>.</remarks>
internal static class RedisScripts
{
    /// <summary>
    /// Keys: unacked, unacked_index, one quarantine list per queue, then the lists of all queues at the first step, at the second, ….
    /// Arguments: most messages, first score, 1 to keep books, 1 to rotate the queues, number of queues.
    /// Returns two flat arrays: (book key, number of the queue from 1, envelope) for each message, and (number of the queue, size,
    /// first bytes) for each entry that went to quarantine. BRPOP's order: all queues at one step before the next.
    /// </summary>
    public static readonly RespScript Fetch = new(
        """
        local limit, base = tonumber(ARGV[1]), tonumber(ARGV[2])
        local books, rotate, queues = ARGV[3] == '1', ARGV[4] == '1', tonumber(ARGV[5])
        local offset = 2 + queues
        local steps = (#KEYS - offset) / queues
        local call, sub, byte, find, match = redis.call, string.sub, string.byte, string.find, string.match
        local CHUNK, BYTES = 25, 8388608
        local out, bad, trims = {}, {}, {}
        local count, bytes = 0, 0
        local tags, entries = {}, {}

        local function text(value)
          if value == cjson.null then return 'null' end
          if type(value) == 'string' then return cjson.encode(value) end
        end

        -- Delivery tag and book entry of an envelope, or nil for what is none.
        local function read(m)
          -- As Python writes it. In valid JSON these are the envelope's own properties: quotes inside of strings are escaped, no brace
          -- opens or closes but those of delivery_info, and the two at the end close the properties and the envelope.
          local at = find(m, ', "properties": {', -640, true)
          local info = at and find(m, '"delivery_info": {"exchange": "', at, true)
          local before = info and byte(m, info - 1)
          if info and byte(m, 1) == 123 and (before == 32 or before == 123)
            and find(m, '{', at + 17, true) == info + 17 and find(m, '}', at, true) > info then
            local ex, rk, after = match(m, '^([^"\\]*)", "routing_key": "([^"\\]*)"[^}]*}()', info + 31)
            local last = after and find(m, ', "delivery_tag": "', -90, true)
            if last and last >= after and find(m, '}', after, true) == #m - 1 then
              local tag = match(m, '^([^"\\]+)"}}$', last + 19)
              if tag then return tag, '[' .. m .. ', "' .. ex .. '", "' .. rk .. '"]' end
            end
          end
          local ok, doc = pcall(cjson.decode, m)
          local props = ok and type(doc) == 'table' and doc.properties
          local info = type(props) == 'table' and props.delivery_info
          if type(info) ~= 'table' then return nil end
          local ex, rk, tag = text(info.exchange), text(info.routing_key), props.delivery_tag
          if type(tag) == 'number' then tag = string.format('%.14g', tag) end
          if not ex or not rk or type(tag) ~= 'string' or tag == '' then return nil end
          return tag, '[' .. m .. ', ' .. ex .. ', ' .. rk .. ']'
        end

        local function place(m, queue)
          if books then
            local tag, entry = read(m)
            if not tag then
              call('LPUSH', KEYS[2 + queue], m)
              bad[#bad + 1] = queue; bad[#bad + 1] = #m; bad[#bad + 1] = sub(m, 1, 120)
              return
            end
            count = count + 1
            tags[count] = tag; entries[count] = entry
          else
            count = count + 1
            tags[count] = ''
          end
          bytes = bytes + #m
          out[3 * count - 2] = ''; out[3 * count - 1] = queue; out[3 * count] = m
        end

        -- One queue: from the tail of its list in chunks. Several: one from each in turn, as rotating after each BRPOP gives.
        local cycle = {}
        for q = 1, queues do cycle[q] = q end
        for step = 0, steps - 1 do
          local at, length, cache, taken = {}, {}, {}, {}
          for q = 1, queues do
            at[q] = KEYS[offset + step * queues + q]
            length[q] = call('LLEN', at[q])
            taken[q] = 0
          end
          while count < limit and bytes < BYTES do
            local q, i
            for n = 1, queues do
              if taken[cycle[n]] < length[cycle[n]] then q = cycle[n]; i = n; break end
            end
            if not q then break end
            local c = cache[q]
            if not c or c.next == 0 then
              local want = math.min(CHUNK, rotate and math.ceil((limit - count) / queues) or limit - count)
              local t = taken[q]
              c = { items = call('LRANGE', at[q], -(t + want), -(t + 1)) }
              c.next = #c.items
              cache[q] = c
            end
            local m = c.items[c.next]
            c.next = c.next - 1
            taken[q] = taken[q] + 1
            place(m, q)
            if rotate and queues > 1 then table.remove(cycle, i); table.insert(cycle, q) end
          end
          for q = 1, queues do
            if taken[q] > 0 then trims[#trims + 1] = at[q]; trims[#trims + 1] = -(taken[q] + 1) end
          end
          if count >= limit or bytes >= BYTES then break end
        end

        if books and count > 0 then
          -- Newest first: in the compact form of a small sorted set that is an insertion near the head.
          local scores, marks = {}, {}
          for i = count, 1, -1 do
            scores[i] = string.format('%.17g', base + (i - 1) * 0.000001)
            marks[#marks + 1] = scores[i]; marks[#marks + 1] = tags[i]
          end
          if call('ZADD', KEYS[2], 'NX', unpack(marks)) < count then
            -- The tag is in the books already: published twice, or by somebody whose tags are not unique. Any key of the books
            -- will do for those who put messages back, so this one gets a key of its own.
            for i = 1, count do
              if tonumber(call('ZSCORE', KEYS[2], tags[i])) ~= tonumber(scores[i]) then
                local key = tags[i]
                repeat key = key .. '#' .. scores[i] until call('ZADD', KEYS[2], 'NX', scores[i], key) == 1
                tags[i] = key
              end
            end
          end
          local fields = {}
          for i = 1, count do fields[2 * i - 1] = tags[i]; fields[2 * i] = entries[i] end
          call('HSET', KEYS[1], unpack(fields))
        end
        for i = 1, count do out[3 * i - 2] = tags[i] end
        for i = 1, #trims, 2 do call('LTRIM', trims[i], 0, trims[i + 1]) end
        return { out, bad }
        """);

    /// <summary>Keys: unacked, unacked_index. Arguments: book key and score of each message that is done with. Returns the numbers
    /// (from 0) of those whose entry is not ours any more.</summary>
    public static readonly RespScript Settle = new(
        """
        local done, lost = {}, {}
        for i = 1, #ARGV, 2 do
          local score = redis.call('ZSCORE', KEYS[2], ARGV[i])
          if score and tonumber(score) == tonumber(ARGV[i + 1]) then
            done[#done + 1] = ARGV[i]
          else
            lost[#lost + 1] = (i - 1) / 2
          end
        end
        if #done > 0 then
          redis.call('ZREM', KEYS[2], unpack(done))
          redis.call('HDEL', KEYS[1], unpack(done))
        end
        return lost
        """);

    /// <summary>Keys: unacked_index. Arguments: book key, present score, new score of each. Returns the numbers (from 0) of those
    /// whose entry is not ours any more.</summary>
    public static readonly RespScript Renew = new(
        """
        local marks, lost = {}, {}
        for i = 1, #ARGV, 3 do
          local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
          if score and tonumber(score) == tonumber(ARGV[i + 1]) then
            marks[#marks + 1] = ARGV[i + 2]; marks[#marks + 1] = ARGV[i]
          else
            lost[#lost + 1] = (i - 1) / 3
          end
        end
        if #marks > 0 then redis.call('ZADD', KEYS[1], 'XX', unpack(marks)) end
        return lost
        """);

    /// <summary>Keys: unacked, unacked_index, lists to push to. Arguments: book key, score, LPUSH or RPUSH, what to push. Moves one
    /// entry out of the books; returns 0 when the score is another one, so that somebody else has it.</summary>
    public static readonly RespScript Restore = new(
        """
        local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
        if not score or tonumber(score) ~= tonumber(ARGV[2]) then return 0 end
        for i = 3, #KEYS do redis.call(ARGV[3], KEYS[i], ARGV[4]) end
        redis.call('ZREM', KEYS[2], ARGV[1])
        redis.call('HDEL', KEYS[1], ARGV[1])
        return 1
        """);

    /// <summary>Keys: the lock. Arguments: our token. Another's lock stays.</summary>
    public static readonly RespScript Unlock = new(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """);
}
