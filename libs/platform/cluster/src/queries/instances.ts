import type { Clock } from '@maru/ports';
import type { ConsulServiceRegistry, Member } from '../registry/consul-service-registry.js';
import { TcpPeer } from '../tcp/tcp-peer.js';
import { CircuitBreaker } from './circuit-breaker.js';

/** By this an instance says in the registry at which port it takes questions. */
export const QUERY_PORT = 'query-port';

export interface Instance {
  readonly id: string;
  readonly peer: TcpPeer;
  readonly breaker: CircuitBreaker;
}

/** The healthy instances of one service, as the registry tells them. */
export class Instances {
  private readonly known = new Map<string, Instance & { readonly address: string }>();
  private readonly stop: () => void;
  private changed = Promise.withResolvers<void>();

  constructor(
    service: string,
    registry: ConsulServiceRegistry,
    private readonly clock: Clock,
  ) {
    this.stop = registry.watchMembers(service, (members) => this.take(members));
  }

  /** One that was not tried yet, by chance; rather one that answers than one that has failed of late. */
  pick(tried: ReadonlySet<string>): Instance | undefined {
    const untried = [...this.known.values()].filter(({ id }) => !tried.has(id));
    const well = untried.filter(({ breaker }) => !breaker.isOpen);
    const choice = well.length > 0 ? well : untried;
    return choice[Math.floor(Math.random() * choice.length)];
  }

  /** How many are asked nothing at the moment. */
  get resting(): number {
    return [...this.known.values()].filter(({ breaker }) => breaker.isOpen).length;
  }

  /** Resolves when there is another list, or the time is up. */
  async change(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(ms, resolve);
    await Promise.race([this.changed.promise, promise]);
    cancel();
  }

  close(): void {
    this.stop();
    for (const { peer } of this.known.values()) peer.close();
    this.known.clear();
  }

  private take(members: readonly Member[]): void {
    const wanted = new Map(members.map((member) => [member.id, member]));
    for (const [id, { peer, address }] of this.known) {
      const member = wanted.get(id);
      if (member && addressOf(member) === address) continue;
      this.known.delete(id);
      peer.close();
    }
    for (const member of wanted.values()) if (!this.known.has(member.id)) this.add(member);
    this.changed.resolve();
    this.changed = Promise.withResolvers();
  }

  private add(member: Member): void {
    const { id, host } = member;
    const peer = new TcpPeer(host, Number(member.meta[QUERY_PORT]));
    this.known.set(id, { id, peer, breaker: new CircuitBreaker(this.clock), address: addressOf(member) });
  }
}

function addressOf({ host, meta }: Member): string {
  return `${host}:${meta[QUERY_PORT]}`;
}
