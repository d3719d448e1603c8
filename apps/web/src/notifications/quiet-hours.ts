/** Whether this moment lies in the hours without notifications. They may go over midnight. */
export function isQuiet(from: string, to: string, at: Date): boolean {
  const now = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  if (from === to) return false;
  return from < to ? now >= from && now < to : now >= from || now < to;
}
