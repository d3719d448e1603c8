/** The one registry of shortcuts: what is pressed, what it does, and what the sheet says of it. */
import type { Key } from '../say/say.js';

export interface Shortcut {
  readonly group: 'about' | 'writing' | 'more';
  readonly says: Key;
  readonly keys: readonly string[];
  /** Absent: handled where it belongs (the composer, the list); here it is only told. */
  readonly is?: (event: KeyboardEvent) => boolean;
  readonly run?: (event: KeyboardEvent) => unknown;
}

const command = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;
const alone = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey;
const inField = ({ target }: KeyboardEvent) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');

const step = ({ key }: KeyboardEvent) => (key === 'ArrowDown' ? 1 : -1);
const arrow = ({ key }: KeyboardEvent) => key === 'ArrowDown' || key === 'ArrowUp';
const alt = (event: KeyboardEvent) => event.altKey && !event.ctrlKey && !event.metaKey;

export interface Ways {
  switcher(): unknown;
  shortcuts(): unknown;
  next(step: 1 | -1, unreadOnly: boolean): unknown;
  region(back: boolean): unknown;
  searchHere(): unknown;
  latest(): unknown;
  newChat(): unknown;
}

export function shortcuts(ways: Ways): readonly Shortcut[] {
  return [
    {
      group: 'about',
      says: 'keys.switcher',
      keys: ['Ctrl', 'K'],
      is: (event) => command(event) && event.code === 'KeyK',
      run: () => ways.switcher(),
    },
    {
      group: 'about',
      says: 'keys.next',
      keys: ['Alt', '↑', '↓'],
      is: (event) => alt(event) && arrow(event) && !event.shiftKey,
      run: (event) => ways.next(step(event), false),
    },
    {
      group: 'about',
      says: 'keys.nextUnread',
      keys: ['Alt', '⇧', '↑', '↓'],
      is: (event) => alt(event) && arrow(event) && event.shiftKey,
      run: (event) => ways.next(step(event), true),
    },
    { group: 'about', says: 'keys.regions', keys: ['F6'], is: ({ key }) => key === 'F6', run: (event) => ways.region(event.shiftKey) },
    {
      group: 'about',
      says: 'keys.latest',
      keys: ['Alt', 'End'],
      is: (event) => alt(event) && event.key === 'End',
      run: () => ways.latest(),
    },
    { group: 'writing', says: 'keys.send', keys: ['↵'] },
    { group: 'writing', says: 'keys.newLine', keys: ['⇧', '↵'] },
    {
      group: 'writing',
      says: 'keys.newChat',
      keys: ['Alt', 'N'],
      is: (event) => alt(event) && event.code === 'KeyN',
      run: () => ways.newChat(),
    },
    {
      group: 'more',
      says: 'keys.searchHere',
      keys: ['Ctrl', 'F'],
      is: (event) => command(event) && event.code === 'KeyF' && !event.shiftKey,
      run: () => ways.searchHere(),
    },
    { group: 'more', says: 'keys.messages', keys: ['↑', '↓'] },
    {
      group: 'more',
      says: 'keys.sheet',
      keys: ['?'],
      is: (event) => event.key === '?' && alone(event) && !inField(event),
      run: () => ways.shortcuts(),
    },
  ];
}
