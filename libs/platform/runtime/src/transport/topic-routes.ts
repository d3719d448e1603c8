import type { Topic } from '@maru/contracts';
import type { BusPattern, IncomingRecord } from '@maru/ports';
import type { BaseRpcContext, MessageHandler } from '@nestjs/microservices';
import { settle } from './settle.js';

/** Which method of a service takes which records of one topic. */
export class TopicRoutes {
  private readonly byType = new Map<string, MessageHandler>();
  private ofBatches: MessageHandler | undefined;
  batchSize = 1;

  constructor(readonly topic: Topic) {}

  add(pattern: BusPattern, handler: MessageHandler): void {
    this.batchSize = Math.max(this.batchSize, pattern.batchSize);
    if (pattern.type === undefined) this.ofBatches = handler;
    else this.byType.set(pattern.type, handler);
  }

  /** In the order of the records. What has no method of its own goes on in runs as long as possible, or is passed over. */
  async dispatch(batch: readonly IncomingRecord[], context: BaseRpcContext): Promise<void> {
    let run: IncomingRecord['value'][] = [];
    const finishRun = async () => {
      const values = run;
      run = [];
      if (this.ofBatches !== undefined && values.length > 0) await settle(this.ofBatches(values, context));
    };
    for (const { value } of batch) {
      const handler = this.byType.get(value.type);
      if (handler === undefined) {
        run.push(value);
        continue;
      }
      await finishRun();
      await settle(handler(value, context));
    }
    await finishRun();
  }
}
