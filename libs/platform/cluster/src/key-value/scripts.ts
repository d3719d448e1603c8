/** What must happen in one go, and is more than one command. An empty life is none. */
import { LuaScript } from '../redis/lua-script.js';

/** KEYS: key. ARGV: by, life. */
export const INCREMENT = new LuaScript(`
local isNew = redis.call('EXISTS', KEYS[1]) == 0
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if isNew and ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`);

/** KEYS: key. ARGV: field, value, life. */
export const HASH_SET = new LuaScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end`);

/** KEYS: key. ARGV: most, life, values. */
export const LIST_APPEND = new LuaScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return end
for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('LTRIM', KEYS[1], -ARGV[1], -1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])`);

/** KEYS: key. ARGV: life, values. */
export const LIST_REPLACE = new LuaScript(`
redis.call('DEL', KEYS[1])
for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`);

/**
 * KEYS: key. ARGV: capacity, refill per minute, how many are asked for. Answers how many are given, and after how many milliseconds there is a
 * token again. A token is 60,000 parts, so that what a millisecond brings is nearly always a whole number of them. Time is Redis's own: it is one
 * for all who ask.
 */
export const TAKE_TOKENS = new LuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local refill = tonumber(ARGV[2])
local full = ARGV[1] * 60000
local level = redis.call('HMGET', KEYS[1], 'parts', 'at')
local parts = full
local at = now
if level[1] then
  at = math.max(now, tonumber(level[2]))
  parts = math.min(full, level[1] + math.max(0, now - level[2]) * refill)
end
local given = math.min(tonumber(ARGV[3]), math.floor(parts / 60000))
parts = parts - given * 60000
redis.call('HSET', KEYS[1], 'parts', string.format('%.17g', parts), 'at', string.format('%.0f', at))
redis.call('PEXPIRE', KEYS[1], math.max(1, math.ceil((full - parts) / refill)))
return {given, math.max(0, math.ceil((60000 - parts) / refill))}`);
