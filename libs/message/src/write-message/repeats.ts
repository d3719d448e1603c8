/**
 * Whether client ids are looked for before messages are numbered. Where no repeat was met for a while they are not: the table's key finds one
 * as well, at the price of a unit of work that is begun again. Those who send again are many at once, behind a time-out.
 */
const WHILE_MS = 10_000;

export class Repeats {
  #until = -Infinity;

  areLikely(now: number): boolean {
    return now < this.#until;
  }

  met(now: number): void {
    this.#until = now + WHILE_MS;
  }
}
