/**
 * Asks all gateways to report and to give back what is free of their shares of a counter, and grants no new share for a while.
 * Calling it again within that while prolongs the same recall.
 *
 * KEYS[1] counter
 * ARGV[1] for how long no share is granted in ms, ARGV[2] channel, ARGV[3] the counter's name on that channel
 *
 * Answers what is still out.
 */
export const RECALL = `
local now = nowMs()
local used = load(KEYS[1], now)
if not used then return '0' end
local recall = redis.call('HMGET', KEYS[1], 'b', 'r')
if not recall[1] or tonumber(recall[1]) <= now then redis.call('HSET', KEYS[1], 'r', (recall[2] or 0) + 1) end
redis.call('HSET', KEYS[1], 'b', now + ARGV[1])
local out = outstanding(KEYS[1], now)
if out ~= '0' then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return out
`;
