/** What a full Maru is full of: three friends, two groups, one direct channel. */
import { friends } from './conversations/friends.js';
import { lunch } from './conversations/lunch.js';
import { release } from './conversations/release.js';

export const names = ['alice', 'bob', 'carol'] as const;
export type Name = (typeof names)[number];

/** For trying out on one's own machine: it is printed. */
export const demoPassword = 'open hall 마루';

interface Line {
  readonly by: Name;
  readonly content: string;
}

export interface DemoChannel {
  /** Names it for good, in the client ids of its messages. */
  readonly key: string;
  /** Absent: direct. */
  readonly title?: string;
  readonly creator: Name;
  readonly others: readonly [Name, ...Name[]];
  readonly lines: readonly Line[];
}

export const demoChannels: readonly DemoChannel[] = [
  { key: 'lunch', title: '점심 Lunch', creator: 'carol', others: ['alice', 'bob'], lines: linesOf(lunch) },
  { key: 'release', title: 'Release', creator: 'bob', others: ['alice', 'carol'], lines: linesOf(release) },
  { key: 'friends', creator: 'alice', others: ['bob'], lines: linesOf(friends) },
];

function linesOf(conversation: string): Line[] {
  return conversation
    .trim()
    .split('\n')
    .map((line) => {
      const by = names.find((name) => line.startsWith(`${name}: `));
      if (by === undefined) throw new Error(`nobody says: ${line}`);
      return { by, content: line.slice(by.length + 2) };
    });
}
