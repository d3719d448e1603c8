import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BrokerLine } from './broker-line.js';

let server: Server;
let line: BrokerLine;
let broker: Socket;
let heard: string[];
let closed: PromiseWithResolvers<void>;

beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const coming = once(server, 'connection');
  line = new BrokerLine().open('127.0.0.1', (server.address() as AddressInfo).port, () => undefined);
  heard = [];
  closed = Promise.withResolvers();
  line.on('close', () => closed.resolve());
  line.on('data', (data: Buffer) => heard.push(`${data.length} bytes`));
  line.on('end', () => heard.push('end'));
  line.on('error', (error) => heard.push(error.message));
  broker = ((await coming) as [Socket])[0];
});
afterEach(() => {
  line.destroy();
  broker.destroy();
  server.close();
});

const answer = (bytes: number) => Buffer.concat([Buffer.from([0, 0, 0, bytes]), Buffer.alloc(bytes)]);

it('calls it a break where the broker closes it', async () => {
  broker.end(Buffer.concat([answer(3), answer(5)]));
  await closed.promise;
  expect(heard).toEqual(['16 bytes', 'the broker has gone']);
});

it.each([2, 4, 6])('calls it an end where %i bytes of an answer have come', async (bytes) => {
  broker.end(Buffer.concat([answer(3), answer(5).subarray(0, bytes)]));
  await closed.promise;
  expect(heard).toEqual([`${7 + bytes} bytes`, 'end']);
});

it('ends where we have closed it', async () => {
  broker.on('end', () => broker.end());
  broker.resume();
  line.end();
  await closed.promise;
  expect(heard).toEqual(['end']);
});
