import { say } from '../say/say.js';

/** 민준이 입력 중 · 민준과 지우가 입력 중 · 여러 명이 입력 중 */
export function typingIn(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length === 1) return say('typing.one', { name: first });
  return names.length === 2 ? say('typing.two', { name: first, other: second }) : say('typing.many');
}
