/** The index's operations, each in one go. Times are Redis's own: an entry ends at one moment for all. */
import type { Audience } from '@maru/ports';
import { type Place, placeOf } from '../gateways/buckets.js';
import { LuaScript } from '../redis/lua-script.js';

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS: place. ARGV: gateway, life. */
export const HEAR = new LuaScript(`${NOW}
redis.call('HSET', KEYS[1], ARGV[1], now + ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])`);

/** KEYS: place, mark of its bucket. Answers the age of the mark (-1: none), and the gateways whose entry lives. */
export const FIND = new LuaScript(`${NOW}
local mark = redis.call('GET', KEYS[2])
local found = {-1}
if mark then found[1] = now - mark end
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if tonumber(all[i + 1]) > now then found[#found + 1] = all[i] else redis.call('HDEL', KEYS[1], all[i]) end
end
return found`);

/** Where it stands who hears them: gateways, and until when that was told. */
export function placeOfAudience(audience: Audience): Place {
  return 'userId' in audience ? placeOf('hears-user', audience.userId) : placeOf('hears-channel', audience.channelId);
}
