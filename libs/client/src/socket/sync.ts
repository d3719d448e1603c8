/** What a new connection does first: hears what was missed, and learns once how channels and connections stand now. */
import { RESUME_CHANNELS } from '@maru/contracts';
import type { Channels } from '../channels/channels.js';
import type { Connections } from '../connections/connections.js';
import type { Ask } from '../requests/ask.js';
import type { Hearing } from '../requests/server-frame.js';
import type { History } from '../timeline/history.js';
import type { Timelines } from '../timeline/timelines.js';

export class Sync {
  /** Begun afresh under the eyes of a reader: their last page is fetched. */
  readonly #reread = new Set<number>();

  constructor(
    private readonly ask: Ask,
    private readonly timelines: Timelines,
    private readonly history: History,
    private readonly channels: Channels,
    private readonly connections: Connections,
  ) {}

  /** Rejects where the connection breaks first. */
  async run(): Promise<void> {
    const resumed = chunks(this.timelines.cursors(), RESUME_CHANNELS).map((cursors) =>
      this.ask({ type: 'RESUME', channels: cursors.map(([channelId, messageSequence]) => [channelId, messageSequence]) }, { bound: true }),
    );
    await Promise.all([...resumed, this.channels.fetch(), this.connections.fetch()]);
    const reread = [...this.#reread].filter((channelId) => this.channels.get(channelId) !== undefined);
    this.#reread.clear();
    await Promise.all(reread.map((channelId) => this.history.loadLatest(channelId)));
  }

  readonly hearing: Hearing = {
    RESET: ({ channelId }) => {
      if (this.timelines.reset(channelId.id)) this.#reread.add(channelId.id);
    },
  };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
