import { Lifecycle } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { within } from '../process/within.js';

export interface HealthReport {
  readonly status: 'starting' | 'ok' | 'failing' | 'draining';
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
  /** What services mention beside. */
  readonly [fact: string]: unknown;
}

/** Whether this process should be sent anybody, and what its services do before it ends. */
export class Health extends Lifecycle {
  private readonly logger = new Logger(Health.name);
  private readonly checks = new Map<string, () => Promise<void>>();
  private readonly drains = new Map<string, () => Promise<void>>();
  private facts: Readonly<Record<string, string | boolean>> = {};
  private phase: 'starting' | 'serving' | 'draining' = 'starting';

  constructor(private readonly checkMs = 2_000) {
    super();
  }

  check(name: string, isReady: () => Promise<void>): void {
    if (this.checks.has(name)) throw new Error(`there is a check ${name} already`);
    this.checks.set(name, isReady);
  }

  mention(facts: Readonly<Record<string, string | boolean>>): void {
    this.facts = { ...this.facts, ...facts };
  }

  onDrain(name: string, drain: () => Promise<void>): void {
    if (this.drains.has(name)) throw new Error(`${name} drains already`);
    this.drains.set(name, drain);
  }

  started(): void {
    this.phase = 'serving';
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all([...this.checks].map(async ([name, isReady]) => [name, await this.judge(name, isReady)] as const));
    const checks = Object.fromEntries(results);
    if (this.phase !== 'serving') return { ...this.facts, status: this.phase, checks };
    return { ...this.facts, status: results.every(([, result]) => result === 'ok') ? 'ok' : 'failing', checks };
  }

  /** Not ready from now on. Resolves when every service has drained, or when the time is up. */
  async drain(withinMs: number): Promise<void> {
    this.phase = 'draining';
    const left = new Set(this.drains.keys());
    const all = [...this.drains].map(async ([name, drain]) => {
      try {
        await drain();
      } catch (error) {
        this.logger.error(`${name} failed to drain`, error instanceof Error ? error.stack : String(error));
      }
      left.delete(name);
    });
    await within(withinMs, Promise.all(all));
    if (left.size > 0) this.logger.warn(`not drained after ${withinMs} ms: ${[...left].join(', ')}`);
  }

  private async judge(name: string, isReady: () => Promise<void>): Promise<'ok' | 'failing'> {
    try {
      if (await within(this.checkMs, isReady())) return 'ok';
      this.logger.warn(`${name} is not ready: no answer within ${this.checkMs} ms`);
    } catch (error) {
      this.logger.warn(`${name} is not ready: ${error instanceof Error ? error.message : String(error)}`);
    }
    return 'failing';
  }
}
