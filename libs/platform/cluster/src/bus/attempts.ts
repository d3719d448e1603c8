import { type Clock, inContextOf, type IncomingRecord } from '@maru/ports';
import { Logger } from '@nestjs/common';

export interface AttemptSettings {
  /** How often a batch is tried, and then each record of it. */
  readonly attempts: number;
  /** Before the second attempt; doubled before each further one. */
  readonly backOffMs: number;
}

export interface Failure {
  readonly reason: string;
  readonly stack?: string | undefined;
}

/** Tries to have a batch handled, again and again, within bounds. */
export class Attempts {
  private readonly logger = new Logger('KafkaBus');

  constructor(
    private readonly name: string,
    private readonly settings: AttemptSettings,
    private readonly clock: Clock,
    private readonly handle: (batch: readonly IncomingRecord[]) => Promise<void>,
  ) {}

  /** Undefined when it was handled. Gives up early where it is not to go on. */
  async try(batch: readonly IncomingRecord[], goesOn: () => boolean): Promise<Failure | undefined> {
    for (let attempt = 1; ; attempt++) {
      const failure = await this.tryOnce(batch);
      if (!failure || attempt >= this.settings.attempts || !goesOn()) return failure;
      this.logger.warn(`${this.name} failed at attempt ${attempt}: ${failure.reason}`);
      await this.clock.sleep(this.settings.backOffMs * 2 ** (attempt - 1));
      if (!goesOn()) return failure;
    }
  }

  private async tryOnce(batch: readonly IncomingRecord[]): Promise<Failure | undefined> {
    try {
      await inContextOf(batch, () => this.handle(batch));
      return undefined;
    } catch (error) {
      return { reason: String(error), stack: error instanceof Error ? error.stack : undefined };
    }
  }
}
