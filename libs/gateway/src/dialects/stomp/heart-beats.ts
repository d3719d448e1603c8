/** Heart-beats of all STOMP sockets of a gateway: who has nothing to say says that he is there. */
import type { Clock } from '@maru/ports';

/** What we offer, both ways. */
export const OFFERED_MS = 10_000;
const SWEEP_MS = 1_000;

export interface Beating {
  /** How often each side has promised to be heard; 0: never. */
  readonly beats: { readonly ours: number; readonly theirs: number };
  readonly lastWrittenAt: number;
  readonly lastHeardAt: number;
  beat(): void;
  fallSilent(): void;
}

/** `heart-beat` of CONNECT: what the client can do, and what it wants. Undefined: that is no such header. */
export function agree(header: string | undefined): Beating['beats'] | undefined {
  const [, can = '0', wants = '0'] = /^\s*(\d{1,9})\s*,\s*(\d{1,9})\s*$/.exec(header ?? '0,0') ?? [undefined, '', ''];
  if (can === '') return undefined;
  return { ours: slower(Number(wants)), theirs: slower(Number(can)) };
}

/** Each side may be slower than the other wishes; 0 is never. */
function slower(ms: number): number {
  return ms === 0 ? 0 : Math.max(ms, OFFERED_MS);
}

export class HeartBeats {
  private readonly beating = new Set<Beating>();
  private stop: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  add(one: Beating): void {
    this.beating.add(one);
    this.stop ??= this.clock.every(SWEEP_MS, () => this.sweep());
  }

  delete(one: Beating): void {
    this.beating.delete(one);
    if (this.beating.size > 0) return;
    this.stop?.();
    this.stop = undefined;
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const one of this.beating) {
      const { ours, theirs } = one.beats;
      // Before the next sweep it would be late.
      if (ours > 0 && now - one.lastWrittenAt + SWEEP_MS >= ours) one.beat();
      if (theirs > 0 && now - one.lastHeardAt >= 2 * theirs) one.fallSilent();
    }
  }
}
