import { describe, expect, test } from 'vitest';
import { Composing } from './composing.js';

const enter = { isComposing: false, keyCode: 13 };
const passedThrough = { isComposing: true, keyCode: 13 };
const kept = { isComposing: true, keyCode: 229 };

describe('Enter', () => {
  test('is for us when nothing is composed', () => {
    expect(new Composing().isForUs(enter)).toBe(true);
  });

  test.each(['안', 'ㄱ', '녕'])('is for us while %s is open and the method lets it pass', (syllable) => {
    const composing = new Composing();
    composing.update({ data: syllable });
    expect(composing.isForUs(passedThrough)).toBe(true);
  });

  test.each(['한', 'に', '漢'])('is not for us while %s is open and the method keeps it', (open) => {
    const composing = new Composing();
    composing.update({ data: open });
    expect(composing.isForUs(kept)).toBe(false);
    expect(composing.isForUs({ isComposing: false, keyCode: 229 })).toBe(false);
  });

  test.each(['にほん', '漢', 'nihao', '漢字'])('picks %s and sends nothing', (open) => {
    const composing = new Composing();
    composing.update({ data: open });
    expect(composing.isForUs(passedThrough)).toBe(false);
    composing.end();
    expect(composing.isForUs(enter)).toBe(true);
  });
});
