import { expect, it } from 'vitest';
import { ToldPages } from './told-pages.js';

const page = (length: number) => ({ frames: Array.from({ length }, (_, index) => `${index}`), senders: new Set([1]) });

it('keeps a page by its channel and its very ends', () => {
  const pages = new ToldPages();
  const kept = page(5);
  pages.keep(42, { from: 6, to: 10 }, kept);
  expect(pages.find(42, { from: 6, to: 10 })).toBe(kept);
  expect(pages.find(42, { from: 6, to: 11 })).toBeUndefined();
  expect(pages.find(42, { from: 5, to: 10 })).toBeUndefined();
  expect(pages.find(43, { from: 6, to: 10 })).toBeUndefined();
});

it('keeps few, none that is long, and forgets first what was looked at longest ago', () => {
  const pages = new ToldPages();
  pages.keep(1, { from: 1, to: 51 }, page(51));
  pages.keep(1, { from: 1, to: 0 }, page(0));
  expect(pages.size).toBe(0);
  for (let channelId = 1; channelId <= 20; channelId++) pages.keep(channelId, { from: 1, to: 1 }, page(1));
  pages.find(1, { from: 1, to: 1 });
  pages.keep(21, { from: 1, to: 1 }, page(1));
  expect(pages.size).toBe(20);
  expect(pages.find(1, { from: 1, to: 1 })).toBeDefined();
  expect(pages.find(2, { from: 1, to: 1 })).toBeUndefined();
});
