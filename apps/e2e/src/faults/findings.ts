/** What must hold of a channel after whatever happened: acked ⊆ stored = told, without a hole, in one order, nothing twice, unread right. */
export interface Told {
  readonly messageSequence: number;
  readonly content: string;
}

export interface Witness {
  readonly name: string;
  /** What was told here, in the order of telling. */
  readonly told: readonly Told[];
  /** What the server says is unread, and where the last message of one's own is (0: none). */
  readonly unreadCount: number;
  readonly ownLast: number;
  /** So often too much was missed to be told one by one. */
  readonly resets: number;
}

export interface Evidence {
  readonly channelId: number;
  /** As two people read it, from the first to the last. */
  readonly stored: readonly (readonly Told[])[];
  /** In the order in which each writer sent them off. */
  readonly sent: ReadonlyMap<string, readonly string[]>;
  readonly acked: ReadonlySet<string>;
  readonly witnesses: readonly Witness[];
}

/** Nothing where all is right. */
export function findingsOf({ channelId, stored: readings, sent, acked, witnesses }: Evidence): string[] {
  const found: string[] = [];
  const say = (what: string) => found.push(`channel ${channelId}: ${what}`);
  const [stored = []] = readings;
  const contents = stored.map(({ content }) => content);
  if (new Set(readings.map(inOneLine)).size > 1) say('two people read two histories');
  const hole = stored.findIndex(({ messageSequence }, index) => messageSequence !== index + 1);
  if (hole !== -1) say(`sequence ${stored[hole]?.messageSequence} stands where ${hole + 1} should`);
  if (new Set(contents).size < contents.length) say(`stored twice: ${twiceIn(contents).join(', ')}`);
  const known = new Set(contents);
  const lost = [...acked].filter((content) => !known.has(content));
  if (lost.length > 0) say(`acked and not stored: ${lost.join(', ')}`);
  for (const [writer, own] of sent) {
    const wanted = new Set(own);
    const arrived = contents.filter((content) => wanted.has(content));
    if (arrived.join(' ') !== own.join(' ')) say(`${writer} sent ${own.length}, and ${arrived.length} are stored in an order of theirs`);
  }
  for (const { name, told, unreadCount, ownLast, resets } of witnesses) {
    if (resets > 0) say(`${name} was told to begin afresh`);
    if (inOneLine(told) !== inOneLine(stored)) say(`${name} was told ${told.length} of ${stored.length}: ${differenceOf(told, stored)}`);
    const unread = stored.length - ownLast;
    if (unreadCount !== unread) say(`${name} has ${unreadCount} unread, not ${unread}`);
  }
  return found;
}

function inOneLine(messages: readonly Told[]): string {
  return messages.map(({ messageSequence, content }) => `${messageSequence} ${content}`).join('\n');
}

function twiceIn(contents: readonly string[]): string[] {
  return contents.filter((content, index) => contents.indexOf(content) !== index);
}

function differenceOf(told: readonly Told[], stored: readonly Told[]): string {
  const index = stored.findIndex((one, at) => told[at]?.content !== one.content || told[at].messageSequence !== one.messageSequence);
  const at = index === -1 ? stored.length : index;
  return `${told[at]?.messageSequence ?? 'nothing'} came where ${stored[at]?.messageSequence ?? 'nothing'} is stored`;
}
