export type Cancel = () => void;

/** Time, so that a test can hold it still. */
export abstract class Clock {
  abstract now(): number;
  /** Runs once. A pending timer does not keep a process alive. */
  abstract after(ms: number, run: () => void): Cancel;
  abstract every(ms: number, run: () => void): Cancel;
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }
}
