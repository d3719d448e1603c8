/** Bounds what a timeline keeps. What goes becomes a gap again, which can be fetched; what comes after `newsAfter`, and so may be news, stays. */
import { indexOf, type TimelineState } from './timeline-state.js';

export function evict(state: TimelineState, capacity: number, newsAfter: number | undefined = state.cursor): TimelineState {
  const excess = state.sent.length - capacity;
  if (excess <= 0) return state;
  const end = newsAfter === undefined ? state.sent.length : indexOf(state.sent, newsAfter + 1);
  let from = 0;
  let to = end;
  for (let left = excess; left > 0 && from < to; left--) {
    if (isFartherBelow(state, from, to - 1)) from++;
    else to--;
  }
  return { ...state, sent: [...state.sent.slice(from, to), ...state.sent.slice(end)] };
}

/** Whether the lowest is farther from where one reads than the highest is. */
function isFartherBelow({ sent, anchor }: TimelineState, lowest: number, highest: number): boolean {
  if (anchor === undefined) return true;
  const low = sent[lowest]?.messageSequence ?? anchor;
  const high = sent[highest]?.messageSequence ?? anchor;
  return anchor - low > high - anchor;
}
