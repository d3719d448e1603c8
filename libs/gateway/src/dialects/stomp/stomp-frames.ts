/** STOMP on the wire: how a frame is written, and how texts stand in its headers, in each version. */

export const VERSIONS = ['1.2', '1.1', '1.0'] as const;
export type Version = (typeof VERSIONS)[number];

export interface StompFrame {
  readonly command: string;
  /** As they came first: what is repeated does not count. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The other side broke the protocol: it is told so, and the line is closed. */
export class StompError extends Error {
  constructor(
    message: string,
    /** Of the frame that asked for one. */
    readonly receiptId?: string | undefined,
  ) {
    super(message);
    this.name = 'StompError';
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\n', '\n'],
  ['\\c', ':'],
  ['\\\\', '\\'],
  ['\\r', '\r'],
]);
const ESCAPED: ReadonlyMap<string, string> = new Map([...ESCAPES].map(([escape, character]) => [character, escape]));

/** 1.0 knows no escapes, 1.1 none for a carriage return. */
export function unescaped(text: string, version: Version): string {
  if (version === '1.0' || !text.includes('\\')) return text;
  return text.replace(/\\[^]?/g, (escape) => {
    const character = escape === '\\r' && version === '1.1' ? undefined : ESCAPES.get(escape);
    if (character === undefined) throw new StompError('a header has an escape that does not exist');
    return character;
  });
}

/** Where there is no escape for what cannot stand in a header, it is a blank. */
function escaped(text: string, version: Version): string {
  if (version === '1.0') return text.replaceAll(/[\r\n]/g, ' ');
  if (version === '1.1') return text.replaceAll('\r', ' ').replaceAll(/[\n:\\]/g, (character) => ESCAPED.get(character) ?? '');
  return text.replaceAll(/[\r\n:\\]/g, (character) => ESCAPED.get(character) ?? '');
}

type Header = readonly [name: string, value: string];

/** The headers of CONNECTED are never escaped, so that clients of all versions can read them. */
export function writeFrame(command: string, headers: readonly Header[], version: Version, body = ''): string {
  const asIs = command === 'CONNECTED';
  const lines = headers.map(([name, value]) => `${name}:${asIs ? value.replaceAll(/[\r\n]/g, ' ') : escaped(value, version)}\n`);
  return `${command}\n${lines.join('')}\n${body}\0`;
}
