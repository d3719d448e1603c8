import { Presence, type PresenceState } from '@maru/ports';

/** What is known of one person. */
export interface Seen {
  /** Gateways that have told that he is there, and live. */
  readonly gatewayIds: readonly string[];
  readonly lastSeenAt?: number;
}

/** Without `living`, whatever was told and has not run out. */
export function seenOf(fields: Readonly<Record<string, string>>, now: number, living?: ReadonlySet<string>): Seen {
  const gatewayIds = Object.entries(fields)
    .filter(([field, until]) => field.startsWith('at ') && Number(until) > now)
    .map(([field]) => field.slice(3))
    .filter((gatewayId) => living?.has(gatewayId) ?? true);
  return fields['seen'] === undefined ? { gatewayIds } : { gatewayIds, lastSeenAt: Number(fields['seen']) };
}

export function isConnected({ gatewayIds }: Seen): boolean {
  return gatewayIds.length > 0;
}

export function stateOf(seen: Seen, now: number): PresenceState {
  if (isConnected(seen)) return { online: true, connected: true };
  const { lastSeenAt } = seen;
  if (lastSeenAt === undefined) return { online: false, connected: false };
  return { online: graceEnd(seen) > now, connected: false, lastSeenAt };
}

/** When he is offline, if nothing happens. */
export function graceEnd({ lastSeenAt = 0 }: Seen): number {
  return lastSeenAt + Presence.GRACE_MS;
}
