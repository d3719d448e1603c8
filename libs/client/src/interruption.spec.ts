/** Whatever happens to the line and to the program: every message once, in order, on both sides. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect, type MaruClient } from './maru-client.js';
import { memoryStorage } from './outbox/outbox-storage.js';
import { FakeMaru } from './testing/fake-maru.js';
import { HeldClock, settled } from './testing/held-clock.js';

const CHANNELS = [7, 8];
/** Bob makes it some time, and brings me in. */
const NEW = 9;
/** Few enough that there are pages, and that old messages leave memory. */
const settings = { pageMessages: 3, timelineMessages: 12 };

type Step =
  | { does: 'send' | 'other writes' | 'my phone writes'; channelId: number }
  | { does: 'up' | 'down'; frames: number }
  | { does: 'all travels' | 'cut' | 'refuse' | 'hush' | 'wake' | 'restart' | 'bob writes in a new channel' }
  | { does: 'wait'; ms: number };

const channelId = fc.constantFrom(...CHANNELS);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: channelId.map((id): Step => ({ does: 'send', channelId: id })) },
  { weight: 3, arbitrary: channelId.map((id): Step => ({ does: 'other writes', channelId: id })) },
  { weight: 1, arbitrary: channelId.map((id): Step => ({ does: 'my phone writes', channelId: id })) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }).map((frames): Step => ({ does: 'up', frames })) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }).map((frames): Step => ({ does: 'down', frames })) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ does: 'cut' }, { does: 'cut' }, { does: 'refuse' }, { does: 'hush' }, { does: 'wake' }) },
  { weight: 4, arbitrary: fc.constant<Step>({ does: 'all travels' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ does: 'restart' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ does: 'bob writes in a new channel' }) },
  { weight: 3, arbitrary: fc.constantFrom(10, 400, 400, 400, 2_000, 20_000).map((ms): Step => ({ does: 'wait', ms })) },
);

class Run {
  readonly maru = new FakeMaru();
  readonly clock = new HeldClock();
  readonly storage = memoryStorage();
  /** What I sent off, and what the present client told as new, by channel. */
  readonly sent = new Map(CHANNELS.map((id) => [id, [] as string[]]));
  readonly heard = new Map([...CHANNELS, NEW].map((id) => [id, [] as number[]]));
  /** Whether the present client knew its channels before the new one. */
  cameBeforeNew = false;
  client: MaruClient;
  #count = 0;
  #refusals = 0;
  #hushed = 0;

  constructor() {
    for (const id of CHANNELS) this.maru.channel(id);
    this.maru.automatic = false;
    this.maru.refuse = (frame) => {
      if (frame.type === 'WRITE_MESSAGE' && this.#refusals-- > 0) return { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 300 };
      return this.#hushed-- > 0 ? 'silence' : undefined;
    };
    this.client = this.#open();
  }

  async do(step: Step): Promise<void> {
    const socket = this.maru.sockets.at(-1);
    const text = `text ${++this.#count}`;
    if (step.does === 'send') {
      this.sent.get(step.channelId)?.push(text);
      this.client.send(step.channelId, text);
    } else if (step.does === 'other writes') this.maru.tell(step.channelId, 'bob', text);
    else if (step.does === 'my phone writes') this.maru.tell(step.channelId, 'alice', text, `phone ${text}`);
    else if (step.does === 'up') socket?.up(step.frames);
    else if (step.does === 'down') socket?.down(step.frames);
    else if (step.does === 'all travels') await this.#travel();
    else if (step.does === 'cut') socket?.cut();
    else if (step.does === 'refuse') this.#refusals = 2;
    else if (step.does === 'hush') this.#hushed = 3;
    else if (step.does === 'wake') this.client.wake();
    else if (step.does === 'restart') await this.#restart();
    else if (step.does === 'bob writes in a new channel') this.#bringIn(text);
    else if (step.does === 'wait') await this.clock.advance(step.ms);
    await settled();
  }

  /** The line holds and nobody refuses: everything must come right by itself. */
  async calm(): Promise<void> {
    this.#refusals = 0;
    this.#hushed = 0;
    this.maru.automatic = true;
    await this.clock.advance(200_000);
    for (const id of CHANNELS) while (await this.client.timeline(id).loadOlder()) await settled();
  }

  #bringIn(text: string): void {
    const isNew = !this.maru.channels.has(NEW);
    this.maru.channel(NEW);
    const channel = { channelId: { id: NEW }, title: '', kind: 'DIRECT', public: false };
    if (isNew) this.maru.say({ type: 'NOTIFY_JOIN', ...channel, username: 'alice', by: 'bob' });
    this.maru.tell(NEW, 'bob', text);
  }

  async #travel(): Promise<void> {
    for (let i = 0; i < 5; i++) {
      this.maru.sockets.at(-1)?.up();
      this.maru.sockets.at(-1)?.down();
      await settled();
    }
  }

  async #restart(): Promise<void> {
    await this.client.close();
    for (const told of this.heard.values()) told.length = 0;
    this.client = this.#open();
  }

  #open(): MaruClient {
    const { maru, clock, storage } = this;
    const client = connect({ http: maru.http, openSocket: maru.openSocket, clock, storage, settings });
    client.on('message', ({ channelId: id, message }) => this.heard.get(id)?.push(message.messageSequence));
    this.cameBeforeNew = false;
    const stop = client.on('channels', () => {
      this.cameBeforeNew = client.channels.get(NEW) === undefined;
      stop();
    });
    return client;
  }
}

test('every message that was sent off arrives once and in order, and every timeline comes out whole', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 150, minLength: 30, size: 'max' }), async (steps) => {
      const run = new Run();
      for (const one of steps) await run.do(one);
      await run.calm();
      expect(run.client.state.name).toBe('live');
      expect(run.client.outbox).toEqual([]);
      expect(await run.storage.all()).toEqual([]);
      for (const id of CHANNELS) {
        const { messages } = run.maru.channel(id);
        const mine = messages.filter(({ username, clientMessageId = '' }) => username === 'alice' && !clientMessageId.startsWith('phone'));
        expect(mine.map(({ content }) => content)).toEqual(run.sent.get(id));
        // What was told as new is an unbroken run up to the last message.
        const told = run.heard.get(id) ?? [];
        expect(told).toEqual(messages.slice(messages.length - told.length).map(({ messageSequence }) => messageSequence));
        expect(run.client.channels.get(id)?.lastMessageSequence).toBe(messages.length);
        const { entries, gaps } = run.client.timeline(id);
        const kept = messages.filter(({ messageSequence: n }) => !gaps.some(({ from, to }) => from <= n && n <= to));
        expect(entries).toMatchObject(kept);
      }
      // Of a channel that came while the client was there, nothing is missed, from its first message on.
      const news = run.maru.channels.get(NEW)?.messages.map(({ messageSequence }) => messageSequence) ?? [];
      expect(run.heard.get(NEW)).toEqual(run.cameBeforeNew ? news : news.slice(news.length - (run.heard.get(NEW)?.length ?? 0)));
      await run.client.close();
    }),
    { numRuns: 100 },
  );
});
