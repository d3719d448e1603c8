/** Every example of the README is a piece of a program that is compiled, and run in `apps/e2e`. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const examples = readdirSync(new URL('../examples', import.meta.url))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`examples/${name}`));

test('the bot stands in it word for word, and is short', () => {
  const bot = read('examples/echo-bot.ts');
  expect(readme).toContain(`\`\`\`ts\n${bot}\`\`\``);
  expect(bot.trim().split('\n').length).toBeLessThanOrEqual(25);
});

const pieces = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, piece = '']) => piece);
test.each(pieces)('is a piece of an example: %s', (piece) => {
  expect(examples.some((example) => example.includes(piece))).toBe(true);
});

test('what it names of the SDK exists', () => {
  const names = [...readme.matchAll(/`(?:client|http|timeline)\.(\w+)/g)].map(([, name = '']) => name);
  const sources = ['maru-client.ts', 'http/maru-http.ts', 'timeline/channel-timeline.ts'].map((path) => read(`src/${path}`)).join('\n');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !new RegExp(`^  (?:async |get |readonly )?${name}[(<:]`, 'm').test(sources))).toEqual([]);
});
