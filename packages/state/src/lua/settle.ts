/**
 * Turns a hold into spend, once; sending it again changes nothing. Without a hold the spend alone is counted.
 *
 * KEYS[1] holds, KEYS[2] leases, KEYS[3] ended, KEYS[4..] counters
 * ARGV[1] id of the hold, ARGV[2] how long the id is remembered in ms, then for each counter what was spent
 */
export const SETTLE = `
local now = nowMs()
if redis.call('ZADD', KEYS[3], 'NX', now, ARGV[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
local amounts = {}
local record = redis.call('HGET', KEYS[1], ARGV[1])
if record then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  local hold = cmsgpack.unpack(record)
  for i = 1, #hold, 2 do amounts[hold[i]] = hold[i + 1] end
end
for i = 4, #KEYS do
  local counter = redis.call('HMGET', KEYS[i], 'u', 'h')
  local amount = amounts[KEYS[i]] or '0'
  local used = counter[1] and minus(plus(counter[1], ARGV[i - 1]), amount)
  if used then redis.call('HSET', KEYS[i], 'u', used, 'h', minus(counter[2], amount)) end
end
return 1
`;
