import { Logger } from '@nestjs/common';
import { expect, it } from 'vitest';
import { Health } from './health.js';

Logger.overrideLogger(false);
const nothing = async () => {};

it('is ok only when started, and while every check passes', async () => {
  const health = new Health();
  let fine = true;
  health.check('database', nothing);
  health.check('bus', () => (fine ? Promise.resolve() : Promise.reject(new Error('gone'))));
  expect(await health.report()).toEqual({ status: 'starting', checks: { database: 'ok', bus: 'ok' } });
  health.started();
  expect(await health.report()).toEqual({ status: 'ok', checks: { database: 'ok', bus: 'ok' } });
  fine = false;
  expect(await health.report()).toEqual({ status: 'failing', checks: { database: 'ok', bus: 'failing' } });
});

it('says what services mention, and never in place of how it is', async () => {
  const health = new Health();
  health.mention({ redis: 'ok', status: 'wonderful' });
  health.mention({ ok: true });
  expect(await health.report()).toEqual({ ok: true, redis: 'ok', status: 'starting', checks: {} });
});

it('does not wait for a check for ever', async () => {
  const health = new Health(20);
  health.check('slow', () => Promise.withResolvers<void>().promise);
  health.started();
  expect(await health.report()).toMatchObject({ status: 'failing' });
});

it('drains everybody at once, though one fails, and is not ready meanwhile', async () => {
  const health = new Health();
  const drained: string[] = [];
  health.started();
  health.onDrain('broken', () => Promise.reject(new Error('no')));
  health.onDrain('gateway', async () => {
    drained.push((await health.report()).status);
  });
  await health.drain(1_000);
  expect(drained).toEqual(['draining']);
});

it('drains no longer than it may', async () => {
  const health = new Health();
  health.onDrain('endless', () => Promise.withResolvers<void>().promise);
  await health.drain(20);
  expect((await health.report()).status).toBe('draining');
});

it('refuses two checks or drains of one name', () => {
  const health = new Health();
  health.check('a', nothing);
  health.onDrain('a', nothing);
  expect(() => health.check('a', nothing)).toThrow('already');
  expect(() => health.onDrain('a', nothing)).toThrow('already');
});
