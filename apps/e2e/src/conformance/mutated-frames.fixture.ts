/** Frames that nobody meant to send: real ones with something wrong in them. The same seed gives the same frames. */
import { documentedRequests } from '@maru/contracts/documents';

export type Random = () => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As JSON texts, two blanks between them, because not all of them can be said by `JSON.stringify`. */
const listed = (text: string): string[] => text.trim().split(/ {2,}|\n\s*/);

/** What is put where something else is expected. */
const VALUES: readonly string[] = [
  ...listed(String.raw`
    null  true  false  []  {}  ""  [[]]  [null]  {"id":null}  {"id":42,"x":1}  {"id":{"id":42}}  [42]  "42"  [1,2,3]  {"$gt":""}  {"toJSON":1}
    0  -0  -1  1  1.5  0.1e1  1e0  1e400  -1e400  5e-324  0e99999  01  +1  .5  1.  0x10  NaN  Infinity  100  101  1000  1e15  4294967295
    9007199254740991  9007199254740992  9007199254740993  -9007199254740991  18446744073709551616  2147483648  -2147483649  4294967296
    99999999999999999999999999999999999999999999999999  {"length":5}  [["42",7]]  [[42]]  [[42,7,1]]  [[42,-1]]  [[42,7],[42,8]]
    "\u0000"  "\ud800"  "\udc00\ud800"  "\ud83d\ude00"  "\u202e"  "\ufeff"  " "  "\u00a0\u2003"  "\u200b"  "\u2028"  "a\u0301"  "\u1112\u1161"
    "\u0130"  "\u1e9e"  "__proto__"  "constructor"  "toString"  "hasOwnProperty"  "valueOf"  "PENDING"  "ALL"  "alice"  "%"  "_"  "%%%"  "\u005c_"
    "'; DROP TABLE message; --"  "<script>"  "%00"  "../../etc/passwd"  "\\"  "\""  "\n"  "\t\r"  "\x"  "unfinished
  `),
  ...[64, 65, 4_000, 9_000].map((length) => `"${'x'.repeat(length)}"`),
  ...[64, 4_001].map((length) => `"${'👋'.repeat(length)}"`),
  `[${'"bob",'.repeat(200)}"bob"]`,
  '['.repeat(2_000) + ']'.repeat(2_000),
  `${'{"id":'.repeat(500)}1${'}'.repeat(500)}`,
];

const NAMES: readonly string[] = listed(`
  type  requestId  channelId  username  content  title  public  status  limit  before  after  cursor  channels  clientMessageId  id  v  at
  participantUsername  participantUsernames  messageSequence  notify  query  usernames  asker  userId  sessionId  commandId  Type  TYPE
  __proto__  constructor  prototype  toString  hasOwnProperty  then  toJSON  length
`).concat('', ' ', '\u0000', '\ud800');

const TYPES: readonly string[] = listed(`
  HELLO  ERROR  SYNCED  NOTIFY_MESSAGE  write_message  WRITE_MESSAGE_ACK  UNKNOWN  __proto__  constructor  toString  hasOwnProperty  valueOf
`).concat('', ' ', 'WRITE_MESSAGE ', ' WRITE_MESSAGE', '\u0000', '👋'.repeat(70), 'X'.repeat(64), 'Y'.repeat(65), 'é'.repeat(300));

const BREAKS: readonly string[] = ['\u0000', '"', '\\', '{', '}', ',', ':', '\n', '\u2028', '👋', 'null'];

/** Requests that would change who the people are to each other for good are asked as well: nothing here depends on it. */
const templates = documentedRequests().map(({ example }) => example as Record<string, unknown>);

export class Mutator {
  private count = 0;

  constructor(
    private readonly random: Random,
    /** Instead of those of the examples, so that much of it hits something. */
    private readonly known: {
      readonly channelIds: readonly number[];
      readonly names: readonly string[];
      readonly codes: readonly string[];
    },
  ) {}

  next(): string {
    const fields = this.template();
    const changes = this.chance(0.05) ? 0 : 1 + this.below(3);
    for (let i = 0; i < changes; i++) this.change(fields);
    const written = `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
    // As it arrives: half a character is none in UTF-8.
    return (this.chance(0.15) ? this.damage(written) : written).toWellFormed();
  }

  /** A real request as a list of names and JSON texts. Most of them have an id. */
  private template(): [string, string][] {
    const fields = Object.entries(this.one(templates)).map(([name, value]): [string, string] => [
      name,
      JSON.stringify(this.meant(name, value)),
    ]);
    if (this.chance(0.8)) fields.push(['requestId', JSON.stringify(`r${++this.count}`)]);
    return fields;
  }

  private meant(name: string, value: unknown): unknown {
    if (name === 'channelId') return this.chance(0.5) ? this.one(this.known.channelIds) : { id: this.one(this.known.channelIds) };
    if (name === 'channels') return [[this.one(this.known.channelIds), this.below(10)]];
    if (name === 'username' || name === 'participantUsername') return this.one(this.known.names);
    if (/code/i.test(name)) return this.one(this.known.codes);
    // One content may be sent again under another id only: the id of the example would be a conflict for ever.
    return name === 'clientMessageId' && this.chance(0.9) ? `c${this.count}` : value;
  }

  private change(fields: [string, string][]): void {
    const at = this.below(fields.length);
    const field = fields[at];
    const kind = this.below(9);
    if (field === undefined || kind === 0) fields.push([this.one(NAMES), this.one(VALUES)]);
    else if (kind === 1) fields.splice(at, 1);
    else if (kind === 2) fields.splice(at, 0, [field[0], this.one(VALUES)]);
    else if (kind === 3) field[0] = this.one(NAMES);
    else if (kind === 4) field[1] = `[${field[1]}]`;
    else if (kind === 5) field[1] = `{${JSON.stringify(this.one(NAMES))}:${field[1]}}`;
    else if (kind === 6) fields.reverse();
    else if (kind === 7 && this.chance(0.5)) fields[0] = ['type', JSON.stringify(this.one(TYPES))];
    else field[1] = this.one(VALUES);
  }

  /** What is no JSON any more, most of the time. */
  private damage(written: string): string {
    const at = this.below(written.length);
    const kind = this.below(7);
    if (kind === 0) return written.slice(0, at);
    if (kind === 1) return written.slice(at);
    if (kind === 2) return written.slice(0, at) + this.one(BREAKS) + written.slice(at);
    if (kind === 3) return `[${written}]`;
    if (kind === 4) return this.one(VALUES);
    if (kind === 5) return `${this.one(['\ufeff', ' ', '\n\t', '\u00a0', '//', "'"])}${written}`;
    return written + this.one([' ', '\u0000', written, '{}', ',']);
  }

  private below(end: number): number {
    return Math.floor(this.random() * end);
  }
  private chance(of: number): boolean {
    return this.random() < of;
  }
  private one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
