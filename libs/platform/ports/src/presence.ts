export interface PresenceState {
  /** Somebody is there, or was within the grace. */
  readonly online: boolean;
  /** There is a live socket right now. */
  readonly connected: boolean;
  readonly lastSeenAt?: number;
}

export interface PresenceChange {
  readonly userId: number;
  readonly online: boolean;
  readonly lastSeenAt?: number;
}

/** Who is there. Leases die with their gateway. Online at once; offline after the grace (5 s) without a socket anywhere. */
export abstract class Presence {
  static readonly GRACE_MS = 5_000;
  /** This gateway's first socket of a user has opened. */
  abstract arrive(gatewayId: string, userId: number): Promise<void>;
  /** Its last one has closed. */
  abstract depart(gatewayId: string, userId: number): Promise<void>;
  abstract find(userIds: readonly number[]): Promise<Map<number, PresenceState>>;
  /** Changes of those who are watched, until `stop`. A gateway watches a person once, however many ask. */
  abstract watch(gatewayId: string, onChange: (change: PresenceChange) => void): PresenceWatch;
}

export interface PresenceWatch {
  add(userId: number): void;
  remove(userId: number): void;
  stop(): void;
}
