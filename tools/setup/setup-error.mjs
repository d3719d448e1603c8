/** A reason not to go on that the person at the keyboard can do something about. Its message is all that is shown. */
export class SetupError extends Error {}
