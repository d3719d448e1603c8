/**
 * Passport keeps its strategies in the process, by name. Several containers of this service may live in one process, each with strategies
 * of its own, so each strategy has a name of its own, by which its guard asks for it.
 */
let count = 0;

export function strategyName(kind: string): string {
  count++;
  return `${kind}-${count}`;
}
