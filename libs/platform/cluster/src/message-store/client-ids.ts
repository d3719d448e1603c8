/**
 * The database's collation takes `a` and `a ` for one text, though nothing else that differs. So where a client id ends with a space, the
 * column has an end mark behind it; and behind an end mark another one.
 */
const END = '\u001f';

export function toColumn(clientMessageId: string): string {
  return clientMessageId.endsWith(' ') || clientMessageId.endsWith(END) ? clientMessageId + END : clientMessageId;
}

export function fromColumn(column: string): string {
  return column.endsWith(END) ? column.slice(0, -1) : column;
}
