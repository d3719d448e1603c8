import { Limits } from '@maru/contracts';
import { expect, it } from 'vitest';
import { demoChannels, names } from './demo.js';

it('fits into the limits that hold at the start, at once', () => {
  const { messagesBurst, contentCharacters } = Limits.parse({});
  const lines = demoChannels.flatMap((channel) => channel.lines);
  for (const name of names) expect(lines.filter(({ by }) => by === name).length).toBeLessThan(messagesBurst);
  for (const { content } of lines) expect(content.length).toBeLessThan(contentCharacters);
});

it('is a few hundred messages in Korean and English, of members only', () => {
  const lines = demoChannels.flatMap((channel) => channel.lines);
  expect(lines.length).toBeGreaterThan(200);
  expect(lines.filter(({ content }) => /\p{Script=Hangul}/u.test(content)).length).toBeGreaterThan(80);
  expect(lines.filter(({ content }) => /[a-z]{3}/i.test(content)).length).toBeGreaterThan(80);
  for (const { creator, others, lines: said } of demoChannels)
    expect(said.every(({ by }) => by === creator || others.includes(by))).toBe(true);
});

it('leaves everybody something unread', () => {
  for (const name of names) {
    const unread = demoChannels
      .filter(({ creator, others }) => [creator, ...others].includes(name))
      .filter(({ lines }) => lines.at(-1)?.by !== name);
    expect(unread.length).toBeGreaterThan(0);
  }
});
