/** Only the rows in view are in the page, and what one reads stays where it is whatever comes above it. */
import { elementScroll, useVirtualizer, type Virtualizer } from '@tanstack/vue-virtual';
import { computed, nextTick, type Ref, ref, watch } from 'vue';
import type { Row } from './rows.js';

/** So near the end counts as at the end. */
const NEAR_END_PX = 80;
const STILL_FRAMES = 3;
const CHARACTERS_A_LINE = 34;
const LINE_PX = 23;

export function useVirtualRows(rows: Readonly<Ref<readonly Row[]>>, scroller: Readonly<Ref<HTMLElement | null>>) {
  const height = ref(0);
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const list = rows.value;
      return {
        count: list.length,
        getScrollElement: () => scroller.value,
        estimateSize: (index: number) => estimate(list[index]),
        getItemKey: (index: number) => list[index]?.key ?? index,
        anchorTo: 'end' as const,
        scrollEndThreshold: NEAR_END_PX,
        // A row that is gone to comes to rest at a quarter of the view.
        scrollPaddingStart: Math.round(height.value / 4),
        overscan: 8,
        scrollToFn: scrollWithinGrown,
        paddingStart: 8,
        paddingEnd: 8,
      };
    }),
  );
  /** Rows whose true height has been told once. */
  const measured = new Set<string>();
  // Left alone, what grows late above the view is made good only while one scrolls down.
  virtualizer.value.shouldAdjustScrollPositionOnItemSizeChange = ({ key, start, end }, _delta, { scrollOffset }) => {
    const isFirst = !measured.has(String(key));
    measured.add(String(key));
    return isFirst ? start < (scrollOffset ?? 0) : end <= (scrollOffset ?? 0);
  };
  const items = computed(() => virtualizer.value.getVirtualItems());

  /** A row is gone to by its place among the others, over some frames: what came above it meanwhile would make it another's. */
  const isGoing = ref(false);
  /** Whether one is at the end, and stays there whatever grows. */
  const sticks = ref(false);

  /** Asks the element: whoever listens to its scrolling may hear of it before the virtualizer does. */
  function isAtEnd(): boolean {
    const element = scroller.value;
    return element === null || element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_END_PX;
  }
  function stick(): void {
    const element = scroller.value;
    if (sticks.value && element !== null) element.scrollTop = element.scrollHeight;
  }
  watch([() => virtualizer.value.getTotalSize(), height], stick, { flush: 'post' });

  async function toEnd(): Promise<void> {
    sticks.value = true;
    await nextTick();
    stick();
  }
  async function toRow(key: string, align: 'start' | 'center'): Promise<boolean> {
    await nextTick();
    const index = rows.value.findIndex((row) => row.key === key);
    if (index < 0) return false;
    sticks.value = false;
    isGoing.value = true;
    virtualizer.value.scrollToIndex(index, { align });
    await rested();
    isGoing.value = false;
    return true;
  }
  async function rested(): Promise<void> {
    let last: number | undefined;
    for (let still = 0; still < STILL_FRAMES;) {
      await new Promise(requestAnimationFrame);
      const now = scroller.value?.scrollTop;
      still = now === last ? still + 1 : 0;
      last = now;
    }
  }
  function measure(element: unknown): void {
    virtualizer.value.measureElement(element instanceof HTMLElement ? element : null);
  }
  return { virtualizer, items, height, sticks, isGoing, isAtEnd, toEnd, toRow, measure };
}

/**
 * Goes to a place in the list as it is about to be. A browser goes no further than the list reaches now, and older messages that came above,
 * or a row that was measured, are drawn only after this: what one reads would be far from where it was.
 */
function scrollWithinGrown(offset: number, options: { adjustments?: number }, virtualizer: Virtualizer<HTMLElement, HTMLElement>): void {
  const list = virtualizer.scrollElement?.querySelector<HTMLElement>('.list-of-messages');
  const height = virtualizer.getTotalSize();
  if (list && list.offsetHeight < height) list.style.height = `${height}px`;
  elementScroll(offset, options, virtualizer);
}

/** Near enough that little moves when the row is measured. */
function estimate(row: Row | undefined): number {
  if (row === undefined) return LINE_PX;
  if (row.kind === 'day') return 44;
  if (row.kind === 'unread') return 40;
  if (row.kind === 'gap') return 64;
  if (row.jumbo) return 64;
  const lines = row.entry.content.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_A_LINE)), 0);
  return lines * LINE_PX + 16 + (row.first ? 16 : 3) + (row.first && !row.own ? 21 : 0) + (row.entry.state === 'failed' ? 30 : 0);
}
