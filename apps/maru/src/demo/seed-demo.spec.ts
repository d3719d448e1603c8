import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { MaruHttp } from '@maru/client';
import { afterEach, expect, it } from 'vitest';
import { connectTo } from '../main.fixture.js';
import { demoChannels, demoPassword } from './demo.js';
import { seedDemo } from './seed-demo.js';

let maru: EmbeddedMaru | undefined;
afterEach(() => maru?.close());
const patience = 60_000;

async function channelsOf(url: string, name: string) {
  const client = await connectTo(url, name, demoPassword);
  const channels = client.channels.list.map(({ title, with: other, lastMessageSequence, unreadCount }) => [
    title || other,
    lastMessageSequence,
    unreadCount > 0,
  ]);
  await client.close();
  return channels;
}

it(
  'fills an empty Maru once, within the limits, and leaves some of it unread',
  async () => {
    maru = await startEmbedded();
    const expected = demoChannels.map(({ title, lines }) => [title ?? 'bob', lines.length, lines.at(-1)?.by !== 'alice']).toReversed();
    expect(await seedDemo(maru.url)).toContain('The demo is there');
    expect(await channelsOf(maru.url, 'alice')).toEqual(expected);
    expect(await seedDemo(maru.url)).toContain('The demo is there');
    expect(await channelsOf(maru.url, 'alice')).toEqual(expected);
  },
  patience,
);

it(
  'leaves a Maru alone where another is called alice',
  async () => {
    maru = await startEmbedded();
    await new MaruHttp(maru.url).register('Alice', 'another passphrase');
    expect(await seedDemo(maru.url)).toContain('somebody else is called alice');
  },
  patience,
);
