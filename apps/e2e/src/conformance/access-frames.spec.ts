/** Every frame by everybody: who is no member learns nothing and changes nothing, whatever he asks. */
import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { type RequestDefinition, requests, SOCKET_PATH } from '@maru/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMaru, startMaru } from '../running-maru.js';
import { accessChecks } from './access-checks.fixture.js';
import { accessRules } from './access-rules.fixture.js';
import { AccessStage } from './access-scene.fixture.js';
import type { Frame } from './heard-frames.fixture.js';
import { maskedText, upgradeRequest } from './bare-bytes.fixture.js';

const book: Readonly<Record<string, RequestDefinition>> = requests;
let maru: RunningMaru;
let stage: AccessStage;
beforeAll(async () => {
  maru = await startMaru();
  stage = await AccessStage.build(maru);
});
afterAll(() => maru.close());

function answerOf(type: string): string {
  const { answer } = book[type] as RequestDefinition;
  return answer === undefined ? '-' : (answer as unknown as { shape: { type: { value: string } } }).shape.type.value;
}

/** One answer, or none: the rest is what the answer's own request tells first (`RESET`). */
function outcomeOf(replies: readonly Frame[]): string {
  return replies.map(({ type, code }) => (type === 'ERROR' ? String(code) : type)).join() || '-';
}

describe.each(Object.entries(Object.groupBy(accessChecks(book, accessRules), ({ type }) => type)))('%s', (type, checks = []) => {
  it.each(checks.map((check) => [check.role, check.rule.expect[check.role], check] as const))(
    'by %s: %s',
    async (role, wanted, { rule }) => {
      const scene = await stage.sceneFor(type);
      const { line } = scene.people[role];
      // Unlike any other: a CREATE_REQUEST that is repeated is the first one.
      const requestId = randomUUID();
      const replies = await line.repliesTo({ type, requestId, ...(await rule.ask(scene, role)) });
      expect(outcomeOf(replies)).toBe(wanted === 'answer' ? answerOf(type) : wanted === 'nothing' ? '-' : wanted);
      for (const reply of replies) expect(reply.requestId).toBe(requestId);
      if (wanted === 'answer' && replies[0] !== undefined) rule.check?.(replies[0], scene, role);
    },
  );

  it('by nobody: the handshake is refused, and what follows it is not heard', async () => {
    const { port, hostname } = new URL(maru.url);
    const socket = createConnection(Number(port), hostname);
    socket.write(Buffer.concat([Buffer.from(upgradeRequest(SOCKET_PATH, hostname)), maskedText(JSON.stringify({ type }))]));
    const said = await text(socket);
    expect(said).toMatch(/^HTTP\/1\.1 401 /);
    expect(said).not.toContain('RESPONSE');
    expect(said).toContain('"code":"UNAUTHENTICATED"');
  });
});

describe('the table of rules', () => {
  it('misses no request of the book', () => {
    const invented = { ...book, SELL_CHANNEL_REQUEST: {} };
    expect(() => accessChecks(invented, accessRules)).toThrow('no rule says who may ask SELL_CHANNEL_REQUEST');
    expect(() => accessChecks({ ...book, toString: {} }, accessRules)).toThrow('toString');
  });

  it('holds no rule for what is gone', () => {
    const { KEEP_ALIVE: _gone, ...rest } = book;
    expect(() => accessChecks(rest, accessRules)).toThrow('rules for what cannot be asked: KEEP_ALIVE');
  });
});
