import { type Clock, type DeadLetter, DeadLetters } from '@maru/ports';
import { type Buried, REPLAY_GROUP, REPLAY_ID } from './dead-letter-topic.js';
import { DeadLetterView } from './dead-letter-view.js';
import type { KafkaBus } from './kafka-bus.js';

const LOOK_AGAIN_MS = 50;
const PATIENCE_MS = 30_000;

export class KafkaDeadLetters extends DeadLetters {
  private readonly view: DeadLetterView;

  constructor(
    private readonly bus: KafkaBus,
    private readonly clock: Clock,
  ) {
    super();
    this.view = new DeadLetterView(bus, clock);
  }

  async list(limit: number): Promise<readonly DeadLetter[]> {
    const letters = [...(await this.view.upToDate()).values()].slice(0, limit);
    return letters.map(({ letter: { id, topic, group, value, reason, at } }) => ({ id, topic, group, value, reason, at }));
  }

  async count(): Promise<number> {
    return (await this.view.upToDate()).size;
  }

  /**
   * The record goes to its own partition again, for its group alone, wherever a process of that group is. It is handled when its letter has
   * gone, and has failed when there is a new one; where no process of the group is there, it stays.
   */
  async replay(id: string): Promise<'handled' | 'failed' | 'unknown'> {
    const found = (await this.view.upToDate()).get(id);
    if (!found) return 'unknown';
    await this.sendAgain(found.letter);
    const end = this.clock.now() + PATIENCE_MS;
    while (this.clock.now() < end) {
      const now = (await this.view.upToDate()).get(id);
      if (!now) return 'handled';
      if (now.version !== found.version) return 'failed';
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
    return 'failed';
  }

  async close(): Promise<void> {
    await this.view.close();
  }

  private async sendAgain({ id, topic, partition, key, group, value, headers }: Buried): Promise<void> {
    const addressed = { ...headers, [REPLAY_GROUP]: group, [REPLAY_ID]: id };
    await this.bus.sendPlaced([{ topic, partition, key, value, headers: addressed }]);
  }
}
