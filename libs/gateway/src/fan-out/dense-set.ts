/** A set whose items lie side by side: to be walked often, changed seldom. Order is not kept. */
export class DenseSet<T> {
  readonly items: T[] = [];
  private readonly places = new Map<T, number>();

  get size(): number {
    return this.items.length;
  }

  has(item: T): boolean {
    return this.places.has(item);
  }

  add(item: T): void {
    if (this.places.has(item)) return;
    this.places.set(item, this.items.length);
    this.items.push(item);
  }

  /** The last item takes the place of the one that goes. */
  delete(item: T): boolean {
    const place = this.places.get(item);
    if (place === undefined) return false;
    const last = this.items.pop() as T;
    this.places.delete(item);
    if (last !== item) {
      this.items[place] = last;
      this.places.set(last, place);
    }
    return true;
  }
}
