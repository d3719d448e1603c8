import { type Cancel, Clock } from '@maru/ports';

/** The time of the machine. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(ms: number, run: () => void): Cancel {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  }

  every(ms: number, run: () => void): Cancel {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  }
}
