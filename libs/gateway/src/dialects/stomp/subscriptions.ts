/** What one client subscribes to. What nobody subscribes to is told to nobody, as by a broker. */
import { channelIdOfRoom } from '@maru/contracts';

export interface Subscription {
  readonly id: string;
  readonly destination: string;
  /** Of the room that it is about. */
  readonly channelId?: number | undefined;
}

const ROOM = '/topic/room/';
const PREFIXES = ['/user/queue/', '/topic/', '/queue/'];

/** Undefined: there is no such destination. */
export function subscriptionTo(destination: string, id: string): Subscription | undefined {
  if (!PREFIXES.some((prefix) => destination.startsWith(prefix) && destination.length > prefix.length)) return undefined;
  if (!destination.startsWith(ROOM)) return { id, destination };
  const channelId = channelIdOfRoom(destination.slice(ROOM.length));
  return channelId === undefined ? undefined : { id, destination, channelId };
}

export class Subscriptions {
  private readonly byId = new Map<string, Subscription>();

  get size(): number {
    return this.byId.size;
  }

  find(id: string): Subscription | undefined {
    return this.byId.get(id);
  }

  add(subscription: Subscription): void {
    this.byId.set(subscription.id, subscription);
  }

  delete(id: string): void {
    this.byId.delete(id);
  }

  ofRoom(channelId: number): Subscription[] {
    return [...this.byId.values()].filter((subscription) => subscription.channelId === channelId);
  }

  to(destination: string): Subscription[] {
    return [...this.byId.values()].filter((subscription) => subscription.destination === destination);
  }
}
