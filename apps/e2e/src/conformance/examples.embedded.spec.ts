/** Every documented example, sent to a running Maru: it is answered as its document says, with what the document's schema describes. */
import { generateDocuments } from '@maru/contracts/documents';
import { type EmbeddedMaru, startEmbedded } from '@maru/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { call, type Reply } from './http.fixture.js';
import { Person } from './person.fixture.js';

interface AsyncApi {
  readonly channels: { readonly socket: { readonly address: string; readonly messages: Readonly<Record<string, Message>> } };
  readonly operations: Readonly<Record<string, { readonly reply?: { readonly messages: readonly { readonly $ref: string }[] } }>>;
}
interface Message {
  readonly payload: object;
  readonly examples: readonly { readonly payload: { readonly type: string } & Readonly<Record<string, unknown>> }[];
  readonly 'x-errors'?: readonly string[];
}
interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly example: object; readonly schema: object } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>> }>
  >;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** As it is written: what a stranger reads is the text. */
function read(path: string): unknown {
  return parse(stringify(generateDocuments().get(path)));
}
const asyncApi = read('docs/protocol/asyncapi.yaml') as AsyncApi;
const openApi = read('docs/protocol/openapi.yaml') as OpenApi;
const { messages } = asyncApi.channels.socket;
const ajv = new Ajv2020({ strict: false });

function expectFits(schema: object, value: unknown): void {
  const validate = ajv.compile(schema);
  validate(value);
  expect(validate.errors).toBeNull();
}

/** The channel of the examples. Ids are given in order, so it comes about. */
const CHANNEL_ID = 42;
const PASSWORD = 'a long enough password';
let maru: EmbeddedMaru;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  [alice, bob, carol] = await Promise.all([Person.arrive(maru, 'alice'), Person.arrive(maru, 'bob'), Person.arrive(maru, 'carol')]);
  await alice.befriend(bob);
  await alice.befriend(carol);
  while ((await alice.createGroup(bob, carol)) < CHANNEL_ID);
  for (let i = 1; i <= 7; i++) await bob.line.ask({ type: 'WRITE_MESSAGE', channelId: CHANNEL_ID, content: `message ${i}` });
});
afterAll(() => maru.close());

const nameOf = ({ $ref }: { readonly $ref: string }) => $ref.slice($ref.lastIndexOf('/') + 1);
const operations = Object.entries(asyncApi.operations).filter(([name]) => name.startsWith('ask_'));
const asked = operations.map(([name, { reply }]) => [name.slice('ask_'.length), (reply?.messages ?? []).map(nameOf)] as const);

/** After these the next examples would not find what they speak of. */
const lasting = new Set(['QUIT_REQUEST', 'HAND_OVER_REQUEST', 'REMOVE_MEMBER_REQUEST', 'DISCONNECT_REQUEST']);

describe('on the socket', () => {
  it('every request is documented with an answer, at the documented address', () => {
    expect(asked.length).toBeGreaterThanOrEqual(28);
    expect(maru.wsUrl.endsWith(asyncApi.channels.socket.address)).toBe(true);
  });

  it.each(asked.toSorted(([one], [two]) => Number(lasting.has(one)) - Number(lasting.has(two))))('%s', async (type, answers) => {
    const { payload, examples, 'x-errors': errors = [] } = messages[type] as Message;
    for (const { payload: example } of examples) {
      expectFits(payload, example);
      const replies = await alice.line.repliesTo({ ...example, requestId: `example of ${type}` });
      expect(replies.length).toBe(answers.length === 1 && answers[0] === 'ERROR' ? replies.length : 1);
      for (const reply of replies) {
        expect(answers).toContain(reply.type);
        expectFits((messages[reply.type] as Message).payload, reply);
        const refusals = reply.type === 'ERROR' ? [...errors, 'INVALID_FIELD'] : [undefined];
        expect(refusals).toContain(reply.code);
      }
    }
  });

  it('most of them are answered, not refused', () => {
    const refused = alice.line.heard.filter(({ type }) => type === 'ERROR').map(({ messageType }) => String(messageType));
    // The codes of the examples are nobody's, alice cannot accept herself, and bob cannot be removed and be made the owner.
    const unanswered = ['ACCEPT_REQUEST', 'REJECT_REQUEST', 'INVITE_REQUEST', 'JOIN_REQUEST', 'REMOVE_MEMBER_REQUEST', 'HAND_OVER_REQUEST'];
    expect(refused.filter((type) => Object.hasOwn(messages, type) && !unanswered.includes(type))).toEqual([]);
  });

  it('what is told unasked fits, too', () => {
    const heard = [alice, bob, carol].flatMap(({ line }) => line.heard);
    const told = heard.filter(({ type }) => Object.hasOwn(messages, type));
    expect(new Set(told.map(({ type }) => type)).size).toBeGreaterThan(15);
    for (const frame of told) expectFits((messages[frame.type] as Message).payload, frame);
  });
});

describe('over HTTP', () => {
  const calls = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
  );
  // Those that end the session or the account come last.
  const order = (path: string) => ['/refresh', '/password', '/{id}', '/logout', '/unregister'].findIndex((end) => path.endsWith(end));

  it.each(calls.toSorted(([, one], [, two]) => order(one) - order(two)))('%s %s', async (method, path, operation) => {
    const dora = await Person.register(maru, `dora-${method}${path.replaceAll(/\W/g, '')}`);
    const documented = operation.requestBody?.content['application/json'];
    const example = documented?.example as Record<string, string> | undefined;
    if (documented !== undefined) expectFits(documented.schema, example);
    const mine = { ...example, ...(path.endsWith('/password') ? { oldPassword: 'a passphrase for a test' } : {}) };
    for (const accept of ['application/json', '*/*']) {
      const reply = await call(maru.url, method, `/${path.replace('{id}', dora.session.sessionId)}`, {
        cookie: dora.session.secret,
        headers: { Accept: accept },
        ...(example === undefined ? {} : { body: mine }),
      });
      expectDocumented(reply, operation);
    }
  });

  it('an account made by the example of register logs in by the example of login', async () => {
    const login = openApi.paths['/api/v1/auth/login']?.['post'] as Operation;
    const { example } = login.requestBody?.content['application/json'] ?? {};
    expect(example).toEqual({ username: 'alice', password: PASSWORD });
    const fresh = await startEmbedded();
    for (const [path, status] of [
      ['register', 200],
      ['login', 200],
      ['register', 409],
    ] as const)
      expect((await call(fresh.url, 'POST', `/${path}`, { body: example })).status).toBe(status);
    await fresh.close();
  });
});

/** Its status is documented, and its body by its type. */
function expectDocumented({ status, headers, json, text }: Reply, { responses }: Operation): void {
  const response = responses[String(status)];
  if (response === undefined) throw new Error(`${status} is not documented: ${text}`);
  const { content } = response;
  const type = headers['content-type']?.split(';')[0] ?? '';
  expect(content === undefined ? text === '' : Object.hasOwn(content, type)).toBe(true);
  expectFits({ ...content?.[type]?.schema, components: openApi.components }, json ?? text);
}
