/**
 * Takes a hold on all counters or on none.
 *
 * KEYS[1] holds, KEYS[2] leases, KEYS[3..] counters
 * ARGV[1] id of the hold, ARGV[2] lease in ms, ARGV[3] how long holds are kept in ms
 * then for each counter: cap, amount, expiry in ms, seed ('' for none: the counter does not come into being)
 *
 * Answers ['held', used...], ['refused', index, used, outstanding in shares] or ['unseeded', index...]; indexes from 0.
 */
export const HOLD = `
local now = nowMs()
lapseHolds(KEYS[1], KEYS[2], now)
local count = #KEYS - 2
local used, held, unseeded = {}, {}, {'unseeded'}
local refusal
for i = 1, count do
  local key, at = KEYS[i + 2], 4 * i
  local u, h, _, x = load(key, now)
  if not u and ARGV[at + 3] ~= '' then
    u, h = ARGV[at + 3], '0'
    redis.call('HSET', key, 'u', u, 'h', h, 'f', '0')
  end
  if not u then
    unseeded[#unseeded + 1] = i - 1
  else
    if x ~= ARGV[at + 2] then
      redis.call('HSET', key, 'x', ARGV[at + 2])
      -- A gateway whose clock is far off must not delete what it is about to write.
      redis.call('PEXPIREAT', key, math.max(tonumber(ARGV[at + 2]), now + 60000))
    end
    local after = plus(u, ARGV[at + 1])
    if not refusal and isNegative(minus(ARGV[at], after)) then refusal = {'refused', i - 1, u, outstanding(key, now)} end
    used[i], held[i] = after, plus(h, ARGV[at + 1])
  end
end
if #unseeded > 1 then return unseeded end
if refusal then return refusal end
local hold, answer = {}, {'held'}
for i = 1, count do
  redis.call('HSET', KEYS[i + 2], 'u', used[i], 'h', held[i])
  hold[2 * i - 1], hold[2 * i] = KEYS[i + 2], ARGV[4 * i + 1]
  answer[i + 1] = used[i]
end
redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(hold))
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return answer
`;
