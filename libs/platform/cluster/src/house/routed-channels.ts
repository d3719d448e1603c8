import { z } from 'zod';
import { paddedPortions } from '../message-store/portions.js';
import { Proxies } from '../message-store/proxies.js';
import type { ShardedMysql } from '../settings.js';

const Counts = z.array(z.object({ channelId: z.int(), messages: z.int(), last: z.int() }));

const countMessages = (channels: number) =>
  `/* ShardingSphere hint: writeRouteOnly=true */ SELECT channel_id AS channelId, COUNT(*) AS messages, MAX(message_sequence) AS last
  FROM message WHERE channel_id IN (${Array.from({ length: channels }, () => '?').join(', ')}) GROUP BY channel_id`;

/** What the proxies find of these channels: whoever has put them on the wrong shard has lost them. Each proxy is asked. */
export async function countThroughProxies(
  servers: ShardedMysql,
  channelIds: readonly number[],
): Promise<readonly { proxy: string; found: ReadonlyMap<number, { messages: number; last: number }> }[]> {
  const answers = [];
  for (const proxy of servers.proxies) {
    const way = new Proxies({ ...servers, proxies: [proxy] });
    try {
      const found = new Map<number, { messages: number; last: number }>();
      for (const portion of paddedPortions(channelIds))
        for (const { channelId, messages, last } of Counts.parse(await way.rows(countMessages(portion.length), portion.map(BigInt))))
          found.set(channelId, { messages, last });
      answers.push({ proxy, found });
    } finally {
      await way.close();
    }
  }
  return answers;
}
