/**
 * What lapses, for the scripts that need it gone. A counter is a hash:
 *   u          everything in use: settled, held and leased
 *   h          of that, held by requests under way
 *   f          of that, leased to gateways and unused
 *   x          when the counter expires, in ms
 *   n          no share lapses before that, in ms
 *   b          shares are recalled until then, in ms, and none is granted
 *   r          the number of the last recall
 *   s:<holder> a gateway's share: sequence, live and free with the times at which they lapse, when it was last heard of and
 *              after which recall, what was granted last, and whether free has lapsed since
 * A hold is a list of counter key, amount, counter key, amount, and so on.
 */
export const LAPSE = `
-- A share that holds nothing is remembered that long, so that its last report is not counted twice.
local SHARE_KEPT_MS = 3600000

local function lapseHolds(holdsKey, leasesKey, now)
  local ids = redis.call('ZRANGEBYSCORE', leasesKey, '-inf', now, 'LIMIT', 0, 1000)
  while #ids > 0 do
    local holds = redis.call('HMGET', holdsKey, unpack(ids))
    for i = 1, #ids do
      local hold = holds[i] and cmsgpack.unpack(holds[i]) or {}
      for j = 1, #hold, 2 do
        local counter = redis.call('HMGET', hold[j], 'u', 'h')
        if counter[1] then redis.call('HSET', hold[j], 'u', minus(counter[1], hold[j + 1]), 'h', minus(counter[2], hold[j + 1])) end
      end
    end
    redis.call('HDEL', holdsKey, unpack(ids))
    redis.call('ZREM', leasesKey, unpack(ids))
    ids = redis.call('ZRANGEBYSCORE', leasesKey, '-inf', now, 'LIMIT', 0, 1000)
  end
end

local function earliestLapse(share, otherwise)
  local at = otherwise
  if share.free ~= '0' and share.freeUntil < at then at = share.freeUntil end
  if share.live ~= '0' and share.liveUntil < at then at = share.liveUntil end
  return at
end

local function lapseShares(key, now)
  local fields = redis.call('HGETALL', key)
  local sums = {}
  for i = 1, #fields, 2 do sums[fields[i]] = fields[i + 1] end
  local used, held, free = sums.u, sums.h, sums.f
  local nextLapse = math.huge
  for i = 1, #fields, 2 do
    local field = fields[i]
    if string.sub(field, 1, 2) == 's:' then
      local share = cmsgpack.unpack(fields[i + 1])
      if share.free ~= '0' and share.freeUntil <= now then
        used = minus(used, share.free)
        free = minus(free, share.free)
        share.free = '0'
        share.isLapsed = true
      end
      if share.live ~= '0' and share.liveUntil <= now then
        used = minus(used, share.live)
        held = minus(held, share.live)
        share.live = '0'
      end
      nextLapse = earliestLapse(share, nextLapse)
      if share.free == '0' and share.live == '0' and share.seen + SHARE_KEPT_MS < now then
        redis.call('HDEL', key, field)
      else
        redis.call('HSET', key, field, cmsgpack.pack(share))
      end
    end
  end
  redis.call('HSET', key, 'u', used, 'h', held, 'f', free)
  if nextLapse == math.huge then redis.call('HDEL', key, 'n') else redis.call('HSET', key, 'n', nextLapse) end
  return used, held, free
end

-- What may come back from shares: what is free, and what gateways hold that have not been heard of since the recall
local function outstanding(key, now)
  local fields = redis.call('HGETALL', key)
  local counter, shares = {}, {}
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 2) == 's:' then
      shares[#shares + 1] = cmsgpack.unpack(fields[i + 1])
    else
      counter[fields[i]] = fields[i + 1]
    end
  end
  local recall = counter.b and tonumber(counter.b) > now and tonumber(counter.r) or math.huge
  local out = '0'
  for i = 1, #shares do
    out = plus(out, shares[i].free)
    if shares[i].recall < recall then out = plus(out, shares[i].live) end
  end
  return out
end

-- used, held and free of a counter after lapses, and its expiry; nothing where there is no such counter
local function load(key, now)
  local counter = redis.call('HMGET', key, 'u', 'h', 'f', 'n', 'x')
  if not counter[1] then return nil end
  if counter[4] and tonumber(counter[4]) <= now then
    local used, held, free = lapseShares(key, now)
    return used, held, free, counter[5]
  end
  return counter[1], counter[2], counter[3], counter[5]
end
`;
