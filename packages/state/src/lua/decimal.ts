/**
 * Sums of amounts, for the scripts. Amounts are decimal strings: Lua's numbers are doubles, exact up to 2^53 only, which as
 * nano-USD is 9 million dollars. Exact up to 27 digits.
 */
export const DECIMAL = `
local UNIT = 1e12

-- value = hi * UNIT + lo, both of the value's sign
local function parts(text)
  local sign = 1
  if string.byte(text) == 45 then
    sign = -1
    text = string.sub(text, 2)
  end
  local digits = #text
  if digits <= 12 then return 0, sign * tonumber(text) end
  return sign * tonumber(string.sub(text, 1, digits - 12)), sign * tonumber(string.sub(text, digits - 11))
end

local function join(hi, lo)
  local carry = math.floor(lo / UNIT)
  hi = hi + carry
  lo = lo - carry * UNIT
  if hi < 0 and lo > 0 then
    hi = hi + 1
    lo = lo - UNIT
  end
  if hi ~= 0 then return string.format('%.0f%012.0f', hi, math.abs(lo)) end
  if lo == 0 then return '0' end
  return string.format('%.0f', lo)
end

local function plus(a, b)
  if #a <= 15 and #b <= 15 then return join(0, tonumber(a) + tonumber(b)) end
  local aHi, aLo = parts(a)
  local bHi, bLo = parts(b)
  return join(aHi + bHi, aLo + bLo)
end

local function minus(a, b)
  if b == '0' then return a end
  if string.byte(b) == 45 then return plus(a, string.sub(b, 2)) end
  return plus(a, '-' .. b)
end

local function isNegative(text) return string.byte(text) == 45 end
`;
