/**
 * Takes a gateway's report of its share in, and grants it more where the counter is far from its cap.
 *
 * KEYS[1] counter
 * ARGV[1] holder, ARGV[2] sequence, ARGV[3] spent, ARGV[4] live, ARGV[5] free, ARGV[6] wanted,
 * ARGV[7] how much may be in use for a share to be granted, ARGV[8] lease of free in ms, ARGV[9] lease of live in ms
 *
 * Answers ['missing'] or ['synced', granted, used, 1 if free had lapsed, 1 if it is wanted back].
 */
export const SYNC = `
local now = nowMs()
local key, field, sequence = KEYS[1], 's:' .. ARGV[1], tonumber(ARGV[2])
local used, held, free = load(key, now)
if not used then return {'missing'} end
local more = redis.call('HMGET', key, field, 'b', 'n', 'r')
local isBarred = more[2] and tonumber(more[2]) > now
local recall = tonumber(more[4] or 0)
local share = more[1] and cmsgpack.unpack(more[1])
if share and share.sequence >= sequence then
  -- Its answer was lost. What it was told then is true unless the share has lapsed since, grant and all.
  local granted = share.isLapsed and '0' or share.granted
  share.freeUntil, share.liveUntil, share.seen, share.recall = now + ARGV[8], now + ARGV[9], now, recall
  redis.call('HSET', key, field, cmsgpack.pack(share))
  return {'synced', granted, used, (share.isLapsed or share.wasLapsed) and 1 or 0, isBarred and 1 or 0}
end
share = share or {live = '0', free = '0', isLapsed = ARGV[5] ~= '0'}
local wasLapsed = share.isLapsed and ARGV[5] ~= '0'
local kept = wasLapsed and '0' or ARGV[5]
used = plus(plus(plus(minus(minus(used, share.live), share.free), ARGV[3]), ARGV[4]), kept)
held = plus(minus(held, share.live), ARGV[4])
free = plus(minus(free, share.free), kept)
local granted = '0'
if ARGV[6] ~= '0' and not isBarred and not isNegative(minus(minus(ARGV[7], used), ARGV[6])) then
  granted = ARGV[6]
  used, free, kept = plus(used, granted), plus(free, granted), plus(kept, granted)
end
share = {
  sequence = sequence, live = ARGV[4], free = kept, freeUntil = now + ARGV[8], liveUntil = now + ARGV[9],
  seen = now, recall = recall, granted = granted, wasLapsed = wasLapsed, isLapsed = false
}
redis.call('HSET', key, 'u', used, 'h', held, 'f', free, field, cmsgpack.pack(share))
local nextLapse = earliestLapse(share, more[3] and tonumber(more[3]) or math.huge)
if nextLapse ~= math.huge then redis.call('HSET', key, 'n', nextLapse) end
return {'synced', granted, used, wasLapsed and 1 or 0, isBarred and 1 or 0}
`;
