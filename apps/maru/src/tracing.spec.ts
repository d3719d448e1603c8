/** A built Maru with a collector of traces beside it, and one without. */
import { MaruHttp } from '@maru/client';
import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from './main.fixture.js';
import { type CollectedSpan, type Collector, startCollector } from './otlp-collector.fixture.js';

const PASSWORD = 'a long passphrase';
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const patience = 60_000;
/** Has the process print which packages of OpenTelemetry it loads. Its interface is always there: the numbers' client wants it. */
const HOOK = `import{registerHooks}from'node:module';import{writeSync}from'node:fs';registerHooks({resolve(name,context,next){if(/^@opentelemetry.(?!api)/.test(name))writeSync(2,'loaded '+name+'\\n');return next(name,context)}})`;
const TELL_LOADED = `--import=data:text/javascript,${encodeURIComponent(HOOK)}`;

let collector: Collector;
let maru: EmbeddedMaru;

beforeAll(async () => {
  collector = await startCollector();
  maru = await startEmbedded({ env: { MARU_OTLP_ENDPOINT: collector.endpoint, NODE_OPTIONS: TELL_LOADED } });
}, patience);
afterAll(async () => {
  await maru.close();
  await collector.close();
});

const login = (traceparent: string, username: string) =>
  fetch(`${maru.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', traceparent },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
async function personAt(username: string) {
  await new MaruHttp(maru.url).register(username, PASSWORD);
  return await connectTo(maru.url, username, PASSWORD);
}

const named = (name: string) => collector.spans.filter((span) => span.name === name);
/** Resolves when the collector has got so many of them. */
const collected = (name: string, count = 1) =>
  waitUntil(() => named(name).length >= count, { what: `${count} spans of ${name}`, timeoutMs: 20_000 });

/** The spans above this one, the nearest first. */
function above(span: CollectedSpan): CollectedSpan[] {
  const parent = collector.spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return parent === undefined ? [] : [parent, ...above(parent)];
}

describe('with a collector', () => {
  it(
    'a message is one trace: its frame, its command, its unit of work and its delivery',
    async () => {
      const client = await personAt('wendy');
      const friend = await personAt('walter');
      const { inviteCode } = await friend.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
      await client.request({ type: 'INVITE_REQUEST', userInviteCode: inviteCode });
      await friend.request({ type: 'ACCEPT_REQUEST', username: 'wendy' });
      await friend.close();
      const { channelId } = await client.request({ type: 'CREATE_REQUEST', participantUsername: 'walter' });
      await client.request({ type: 'WRITE_MESSAGE', channelId: channelId.id, clientMessageId: 'one', content: 'hello' });
      await collected('WRITE_MESSAGE');
      const [frame] = named('WRITE_MESSAGE');
      const chains = () =>
        collector.spans
          .filter(({ traceId }) => traceId === frame?.traceId)
          .map((span) => [span, ...above(span)].map(({ name, attributes }) => `${attributes['maru.service']}: ${name}`).join(' < '));
      const delivered = 'gateway: deliver < message: unit of work < message: handle message.commands < gateway: WRITE_MESSAGE';
      await waitUntil(() => chains().includes(delivered), { what: delivered, timeoutMs: 20_000 });
      // What other services make of it belongs to it, too.
      const pushed = 'push: handle message.events < message: unit of work';
      await waitUntil(() => chains().some((chain) => chain.startsWith(pushed)), { what: pushed, timeoutMs: 20_000 });
      await client.close();
      expect(frame).toMatchObject({ service: 'maru', attributes: { 'maru.service': 'gateway' } });
      expect(frame?.parentSpanId ?? '').toBe('');
    },
    patience,
  );

  it('a call goes on with the trace of its caller', async () => {
    await new MaruHttp(maru.url).register('carla', PASSWORD);
    await login(`00-${CALLER.traceId}-${CALLER.spanId}-01`, 'carla');
    const ofCaller = () => named('POST /api/v1/auth').find(({ traceId }) => traceId === CALLER.traceId);
    const call = await waitUntil(ofCaller, { what: 'the call', timeoutMs: 20_000 });
    expect(call).toMatchObject({ parentSpanId: CALLER.spanId, attributes: { 'url.path': '/api/v1/auth/login' } });
  });

  it('a bad traceparent is nobody: the call has a trace of its own', async () => {
    const bad = `00-${'0'.repeat(32)}-${CALLER.spanId}-01`;
    const before = named('POST /api/v1/auth').length;
    expect((await login(bad, 'carla')).status).toBe(200);
    await collected('POST /api/v1/auth', before + 1);
    const call = named('POST /api/v1/auth').at(-1);
    expect(call?.traceId).not.toMatch(/^0+$/);
    expect([call?.traceId === CALLER.traceId, call?.parentSpanId ?? '']).toEqual([false, '']);
  });

  it('a question of one service to another is part of the trace', async () => {
    const client = await connectTo(maru.url, 'carla', PASSWORD);
    await client.request({ type: 'FETCH_PUBLIC_CHANNELS_REQUEST' });
    await client.close();
    await collected('FETCH_PUBLIC_CHANNELS_REQUEST');
    const name = 'channel.fetch-public-channels';
    const answered = named(name).find(({ attributes }) => attributes['maru.service'] === 'channel');
    expect(answered && above(answered).map((span) => span.name)).toEqual([name, 'FETCH_PUBLIC_CHANNELS_REQUEST']);
  });

  it(
    'what has not been sent goes out at the end',
    async () => {
      const before = collector.spans.length;
      await login(`00-${CALLER.traceId}-${'b'.repeat(16)}-01`, 'carla');
      await maru.stop();
      expect(collector.spans.length).toBeGreaterThan(before);
      expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === 'b'.repeat(16))).toHaveLength(1);
    },
    patience,
  );
});

it(
  'without a collector nothing of OpenTelemetry is loaded',
  async () => {
    const plain = await startEmbedded({ env: { NODE_OPTIONS: TELL_LOADED } });
    await plain.close();
    expect(maru.output()).toContain('loaded @opentelemetry/sdk-trace');
    expect(plain.output()).not.toContain('loaded @opentelemetry');
  },
  patience,
);
