/** The socket and the bus as an AsyncAPI 3 document. */
import { allTopics } from '../all-topics.js';
import { SOCKET_PATH, SUBPROTOCOL } from '../http.js';
import type { Topic } from '../topics.js';
import { type DocumentedFrame, documentedFrames } from './frames-document.js';
import { embeddedSchema } from './json-schema.js';

function messageOf({ type, from, schema, example, request }: DocumentedFrame): object {
  return {
    name: type,
    contentType: 'application/json',
    payload: embeddedSchema(schema, from === 'client' ? 'input' : 'output'),
    examples: [{ name: type, payload: example }],
    ...(request === undefined ? {} : { 'x-access': request.access, 'x-bucket': request.bucket, 'x-errors': request.errors }),
  };
}

function reference(channel: string, type: string): { $ref: string } {
  return { $ref: `#/channels/${channel}/messages/${type}` };
}

function operationOf({ type, request }: DocumentedFrame, answerTypes: ReadonlyMap<unknown, string>): [string, object] {
  const answer = request?.answer === undefined ? undefined : answerTypes.get(request.answer);
  const replies = [...(answer === undefined ? [] : [reference('socket', answer)]), reference('socket', 'ERROR')];
  return [
    `ask_${type}`,
    {
      action: 'receive',
      channel: { $ref: '#/channels/socket' },
      messages: [reference('socket', type)],
      reply: { channel: { $ref: '#/channels/socket' }, messages: replies },
    },
  ];
}

function topicChannel({ name, schema, owner, kind, partitions, retentionMs }: Topic): [string, object] {
  return [
    idOf(name),
    {
      address: name,
      servers: [{ $ref: '#/servers/bus' }],
      'x-owner': owner,
      'x-kind': kind,
      'x-partitions': partitions,
      'x-retention-ms': retentionMs,
      messages: { record: { name: `${name} record`, contentType: 'application/json', payload: embeddedSchema(schema, 'input') } },
    },
  ];
}

function idOf(topicName: string): string {
  return topicName.replace('.', '_');
}

export function asyncApiDocument(version: string): object {
  const frames = documentedFrames();
  const answerTypes = new Map(frames.map(({ schema, type }) => [schema, type] as const));
  const unasked = frames.filter(({ from, schema }) => from === 'server' && !frames.some(({ request }) => request?.answer === schema));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Maru',
      version,
      description: 'What a client and Maru say to each other on the socket, and services to each other on the bus.',
    },
    defaultContentType: 'application/json',
    servers: {
      socket: { host: 'localhost:8080', protocol: 'ws', description: `Subprotocol ${SUBPROTOCOL}.` },
      bus: {
        host: 'localhost:9092',
        protocol: 'kafka',
        description: 'Inside a cluster. In one process the same records travel in memory.',
      },
    },
    channels: {
      socket: {
        address: SOCKET_PATH,
        servers: [{ $ref: '#/servers/socket' }],
        messages: Object.fromEntries(frames.map((frame) => [frame.type, messageOf(frame)])),
      },
      ...Object.fromEntries(allTopics.map(topicChannel)),
    },
    operations: {
      ...Object.fromEntries(frames.filter(({ from }) => from === 'client').map((frame) => operationOf(frame, answerTypes))),
      tell: { action: 'send', channel: { $ref: '#/channels/socket' }, messages: unasked.map(({ type }) => reference('socket', type)) },
      ...Object.fromEntries(
        allTopics.map(({ name, kind }) => [
          `${kind === 'commands' ? 'take' : 'tell'}_${idOf(name)}`,
          { action: kind === 'commands' ? 'receive' : 'send', channel: { $ref: `#/channels/${idOf(name)}` } },
        ]),
      ),
    },
  };
}
