import { type EmbeddedMaru, startEmbedded, waitUntil } from '@maru/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Guest } from '../guest.js';
import { Visitor } from './visitor.js';

let maru: EmbeddedMaru;
let guest: Guest;
let visitor: Visitor;

beforeEach(async () => {
  maru = await startEmbedded({ env: { MARU_LIMITS: 'relaxed' } });
  guest = await Guest.arrive(maru.url, 'vera');
  visitor = new Visitor(maru.url, guest);
});
afterEach(async () => {
  await guest.client.close();
  await maru.close();
});

const visits = (count: number) => waitUntil(() => visitor.count >= count, { what: `${count} visits` });

it('has lost nothing where all is answered', async () => {
  await visits(9);
  expect(await visitor.leave()).toEqual([]);
});

it('tells of what was not answered, and of sockets that were closed without a word', async () => {
  await visits(9);
  await maru.kill();
  await visits(30);
  const lost = (await visitor.leave()).join('\n');
  expect(lost).toMatch(/through Nginx: a page: fetch failed/);
  expect(lost).toMatch(/through Nginx: an account: /);
  expect(lost).toMatch(/through Nginx: a socket was closed with 1006/);
});
