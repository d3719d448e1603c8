/** A person with sockets on this gateway: which, and the channels that they hear. */
import type { ClientSocket } from './client-socket.js';

type Change = { readonly channelId: number; readonly hears: boolean };

export class GatewayUser {
  readonly sockets = new Set<ClientSocket>();
  readonly channels = new Set<number>();
  /** Settled when the channels are known. */
  ready: Promise<void> = Promise.resolve();
  /** Changes that arrive while the channels are asked for: they are newer than the answer, or part of it. */
  private changesMeanwhile: Change[] | undefined;
  private readonly waiting = new Map<number, (() => void)[]>();

  constructor(readonly userId: number) {}

  beginLoading(): void {
    this.changesMeanwhile = [];
  }

  /** True where it is a change to what the sockets hear now. */
  change(channelId: number, hears: boolean): boolean {
    this.changesMeanwhile?.push({ channelId, hears });
    const changed = this.channels.has(channelId) !== hears;
    if (hears) this.add(channelId);
    else this.channels.delete(channelId);
    return changed;
  }

  add(channelId: number): void {
    this.channels.add(channelId);
    for (const resolve of this.waiting.get(channelId) ?? []) resolve();
    this.waiting.delete(channelId);
  }

  untilHears(channelId: number): Promise<void> {
    if (this.channels.has(channelId)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(channelId, [...(this.waiting.get(channelId) ?? []), resolve]));
  }

  /** The channels of the answer, after the changes that came meanwhile. */
  endLoading(answered: readonly number[]): number[] {
    const channels = new Set(answered);
    for (const { channelId, hears } of this.changesMeanwhile ?? []) {
      if (hears) channels.add(channelId);
      else channels.delete(channelId);
    }
    this.changesMeanwhile = undefined;
    return [...channels];
  }
}
