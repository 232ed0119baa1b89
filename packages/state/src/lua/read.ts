/**
 * Reads counters.
 *
 * KEYS[1] holds, KEYS[2] leases, KEYS[3..] counters
 *
 * Answers used, held and free of each counter, one after the other.
 */
export const READ = `
local now = nowMs()
lapseHolds(KEYS[1], KEYS[2], now)
local answer = {}
for i = 3, #KEYS do
  local used, held, free = load(KEYS[i], now)
  answer[#answer + 1] = used or '0'
  answer[#answer + 1] = held or '0'
  answer[#answer + 1] = free or '0'
end
return answer
`;
