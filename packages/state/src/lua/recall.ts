/**
 * Asks all gateways for what is free of their shares of a counter, and grants no new share for a while.
 *
 * KEYS[1] counter
 * ARGV[1] for how long no share is granted in ms, ARGV[2] channel, ARGV[3] the counter's name on that channel
 *
 * Answers what is still out.
 */
export const RECALL = `
local now = nowMs()
local used, held, free = load(KEYS[1], now)
if not used then return '0' end
redis.call('HSET', KEYS[1], 'b', now + ARGV[1])
if free ~= '0' then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return free
`;
