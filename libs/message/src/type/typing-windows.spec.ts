import { describe, expect, it } from 'vitest';
import { TYPING_WINDOW_MS, TypingWindows } from './typing-windows.js';

describe('TypingWindows', () => {
  it('is open for three seconds from the last time somebody was told of', () => {
    const windows = new TypingWindows();
    expect(windows.isOpen('1:42', 0)).toBe(false);
    windows.open(['1:42'], 0);
    expect(windows.isOpen('1:42', TYPING_WINDOW_MS - 1)).toBe(true);
    expect(windows.isOpen('1:42', TYPING_WINDOW_MS)).toBe(false);
    expect(windows.isOpen('1:43', 1)).toBe(false);
  });

  it('forgets what has ended, and the oldest of a crowd', () => {
    const windows = new TypingWindows();
    windows.open(['old'], 0);
    windows.open(
      Array.from({ length: 60_000 }, (_, index) => `crowd ${index}`),
      1,
    );
    expect(windows.isOpen('old', 2)).toBe(false);
    expect(windows.isOpen('crowd 0', 2)).toBe(false);
    expect(windows.isOpen('crowd 59999', 2)).toBe(true);
  });
});
