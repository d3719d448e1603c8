import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linked } from './linked.js';

test.each([
  ['코스는 https://trail.example/8-gureum 이에요', ['https://trail.example/8-gureum']],
  ['(https://a.example/x).', ['https://a.example/x']],
  ['HTTP://A.EXAMPLE', ['HTTP://A.EXAMPLE']],
  ['javascript:alert(1) data:text/html,x file:///etc', []],
  ['https://', []],
  ['<a href="https://a.example">', ['https://a.example']],
])('%s has %j', (content, addresses) => {
  expect(linked(content).flatMap(({ href }) => (href === undefined ? [] : [href]))).toEqual(addresses);
});

test('nothing of the text is lost, and only the web is linked', () => {
  const words = fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('https://', ' ', '.', '안녕')));
  fc.assert(
    fc.property(words, (parts) => {
      const content = parts.join(' ');
      expect(
        linked(content)
          .map(({ text }) => text)
          .join(''),
      ).toBe(content);
      const links = linked(content).flatMap(({ href }) => href ?? []);
      expect(links.filter((href) => !/^https?:\/\//i.test(href))).toEqual([]);
    }),
  );
});
