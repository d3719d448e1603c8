import type { Audience } from '@maru/ports';

/**
 * Redis Cluster spreads keys over its nodes by what stands in braces. So the index is cut into this many buckets, each wholly on one node, and
 * each with a mark: where the mark is missing, the node has lost its data, and what it says of the bucket is not all.
 */
export const BUCKETS = 64;

export interface Place {
  readonly key: string;
  readonly bucket: number;
}

export function placeOf(audience: Audience): Place {
  const [kind, id] = 'userId' in audience ? ['u', audience.userId] : ['c', audience.channelId];
  const bucket = id % BUCKETS;
  return { key: `hears:{${bucket}}:${kind}:${id}`, bucket };
}

export function markOf(bucket: number): string {
  return `hears:{${bucket}}`;
}
