/** The store's own time in ms, the same for all gateways whatever their clocks say. */
export const CLOCK = `
local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;
