import type { Clock } from '@maru/ports';

const FAILURES = 3;
const REST_MS = 2_000;

/** Keeps questions from an instance that has failed several times in a row; after a rest, one is let through to see. */
export class CircuitBreaker {
  private failures = 0;
  private restsUntil = 0;
  private isProbing = false;

  constructor(private readonly clock: Clock) {}

  get isOpen(): boolean {
    if (this.failures < FAILURES) return false;
    return this.isProbing || this.clock.now() < this.restsUntil;
  }

  begin(): void {
    this.isProbing = this.failures >= FAILURES;
  }

  succeed(): void {
    this.failures = 0;
    this.isProbing = false;
  }

  fail(): void {
    this.failures++;
    this.isProbing = false;
    this.restsUntil = this.clock.now() + REST_MS;
  }
}
