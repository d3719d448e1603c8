/** Finding a text in a text, as a reader would: case and spelling of a letter do not matter. */
const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase();

const AROUND = 24;

export function found(content: string, query: string): boolean {
  const wanted = plain(query.trim());
  return wanted !== '' && plain(content).includes(wanted);
}

export interface ExcerptPart {
  readonly text: string;
  readonly hit: boolean;
}

/** The words around the first hit, and the hit. */
export function excerpt(content: string, query: string): readonly ExcerptPart[] {
  const wanted = query.trim();
  const at = plain(content).indexOf(plain(wanted));
  if (wanted === '' || at === -1) return [{ text: content, hit: false }];
  const from = Math.max(0, at - AROUND);
  return [
    { text: `${from > 0 ? '…' : ''}${content.slice(from, at)}`, hit: false },
    { text: content.slice(at, at + wanted.length), hit: true },
    { text: content.slice(at + wanted.length), hit: false },
  ];
}
