import type { Clock } from '@maru/ports';
import type { KafkaTopics } from '../bus/kafka-topics.js';

/** A gateway that was not there a moment ago is not there now. */
const REMEMBER_MISSING_MS = 500;

/** Which gateways have a topic. Asking a producer for one that does not exist would break it for all others. */
export class TopicLookups {
  private readonly known = new Set<string>();
  private readonly missing = new Map<string, number>();
  private readonly pending = new Map<string, Promise<boolean>>();

  constructor(
    private readonly topics: KafkaTopics,
    private readonly clock: Clock,
  ) {}

  /** At once where it is known; whoever asks while another waits gets his answer behind him, so that nobody is overtaken. */
  exists(topic: string): true | Promise<boolean> {
    const pending = this.pending.get(topic);
    if (pending) return pending;
    if (this.known.has(topic)) return true;
    if (this.clock.now() - (this.missing.get(topic) ?? 0) < REMEMBER_MISSING_MS) return Promise.resolve(false);
    const looked = this.look(topic).finally(() => setImmediate(() => this.pending.delete(topic)));
    this.pending.set(topic, looked);
    return looked;
  }

  private async look(topic: string): Promise<boolean> {
    const names = await this.topics.names();
    if (names.has(topic)) this.known.add(topic);
    else this.missing.set(topic, this.clock.now());
    return names.has(topic);
  }
}
