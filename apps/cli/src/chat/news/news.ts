/** Something that chat has to tell: as fields for a program that reads, and as a line for somebody who looks. */
export type Style = 'plain' | 'dim' | 'bold' | 'name' | 'good' | 'bad';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export interface News {
  /** The kind first. Absent: only people want to know. */
  readonly fields?: readonly [kind: string, ...rest: (string | number)[]];
  /** Absent: only programs want to know. `indent`: where the lines go on that the first one is broken into. */
  readonly line?: { readonly spans: readonly Span[]; readonly indent: number };
}

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

export function line(...spans: readonly Span[]): NonNullable<News['line']> {
  return { spans, indent: 0 };
}
