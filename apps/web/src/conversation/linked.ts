/** A text with the addresses in it. Only those of the web: no other kind becomes a link. */
export interface Part {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,!?;:)\]}…」』)]+$/u;

export function linked(content: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of content.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (!URL.canParse(address)) continue;
    if (match.index > end) parts.push({ text: content.slice(end, match.index) });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < content.length || parts.length === 0) parts.push({ text: content.slice(end) });
  return parts;
}
