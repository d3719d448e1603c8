import { DomainError, FilterReadable } from '@maru/contracts';
import type { Queries } from '@maru/ports';

/** The channel service judges who may read, at this moment. */
export async function isReadable(queries: Queries, userId: number, channelId: number): Promise<boolean> {
  const { channelIds } = await queries.ask(FilterReadable, { userId, channelIds: [channelId] });
  return channelIds.includes(channelId);
}

export async function mustBeReadable(queries: Queries, userId: number, channelId: number): Promise<void> {
  if (!(await isReadable(queries, userId, channelId))) throw new DomainError('NOT_A_MEMBER');
}
