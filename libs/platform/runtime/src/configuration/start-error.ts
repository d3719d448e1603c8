/** A reason not to start that the operator can do something about: its message is all that is shown. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}
