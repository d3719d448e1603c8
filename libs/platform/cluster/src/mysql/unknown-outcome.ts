/** The connection was lost at the commit: nobody knows whether there was one. Whoever tries again must be able to meet his own traces. */
export class UnknownOutcome extends Error {
  constructor(cause: unknown) {
    super(`a commit was not answered: ${String(cause)}`, { cause });
    this.name = 'UnknownOutcome';
  }
}
