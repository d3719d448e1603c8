/** A set whose items lie side by side: to be walked often, changed seldom. Order is not kept. Who adds knows that it is not there. */
export class DenseSet<T> {
  readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    this.items.push(item);
  }

  /** The last item takes the place of the one that goes. */
  delete(item: T): boolean {
    const place = this.items.indexOf(item);
    if (place === -1) return false;
    const last = this.items.pop() as T;
    if (place < this.items.length) this.items[place] = last;
    return true;
  }
}
