/** Cuts what arrives into lines; one may come in many pieces. */
export class Lines {
  private pieces: string[] = [];

  constructor(private readonly take: (line: string) => void) {}

  add(chunk: string): void {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      const last = chunk.slice(from, end);
      const line = this.pieces.length === 0 ? last : this.pieces.join('') + last;
      if (this.pieces.length > 0) this.pieces = [];
      from = end + 1;
      this.take(line);
    }
    if (from < chunk.length) this.pieces.push(chunk.slice(from));
  }
}
