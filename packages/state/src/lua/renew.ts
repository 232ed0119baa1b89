/**
 * Prolongs holds, and takes those again that are not on record although they have not ended.
 *
 * KEYS[1] holds, KEYS[2] leases, KEYS[3] ended, KEYS[4..] the counters of all holds, one hold's after the other's
 * ARGV[1] lease in ms, ARGV[2] how long holds are kept in ms, then for each hold: its id, how many counters it has, an amount for each
 */
export const RENEW = `
local now = nowMs()
local untilMs = now + ARGV[1]
local key, at = 4, 3
while at <= #ARGV do
  local id, count = ARGV[at], tonumber(ARGV[at + 1])
  local isKnown = redis.call('HEXISTS', KEYS[1], id) == 1
  if not isKnown and not redis.call('ZSCORE', KEYS[3], id) then
    local hold = {}
    for i = 0, count - 1 do
      local amount = ARGV[at + 2 + i]
      local counter = redis.call('HMGET', KEYS[key + i], 'u', 'h')
      if counter[1] then
        redis.call('HSET', KEYS[key + i], 'u', plus(counter[1], amount), 'h', plus(counter[2], amount))
        hold[#hold + 1] = KEYS[key + i]
        hold[#hold + 1] = amount
      end
    end
    redis.call('HSET', KEYS[1], id, cmsgpack.pack(hold))
    isKnown = true
  end
  if isKnown then redis.call('ZADD', KEYS[2], untilMs, id) end
  key = key + count
  at = at + 2 + count
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
`;
