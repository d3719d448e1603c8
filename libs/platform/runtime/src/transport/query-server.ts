import type { Query } from '@maru/contracts';
import { type Queries, QUERY_PATTERN, tracing } from '@maru/ports';
import { BaseRpcContext, type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { settle } from './settle.js';

/** Brings other services' questions to a service's `@Answers` methods. A refusal passes as it is. */
export class QueryServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol.for('maru.queries');
  override readonly propagatesEventHandlerErrors = true;

  constructor(private readonly queries: Queries) {
    super();
  }

  listen(callback: () => void): void {
    for (const handler of this.messageHandlers.values()) {
      const extras: Record<string, unknown> = handler.extras ?? {};
      const query = extras[QUERY_PATTERN] as Query | undefined;
      if (query !== undefined) this.serve(query, handler);
    }
    callback();
  }

  /** The port ends with its platform. */
  close(): void {}

  on(): never {
    throw new Error('queries have no events to listen to');
  }

  unwrap(): never {
    throw new Error('queries are a port: inject Queries');
  }

  private serve(query: Query, handler: MessageHandler): void {
    this.queries.serve(query, (input) =>
      tracing.span({ name: query.name, kind: 'server', attributes: { 'maru.service': query.owner } }, () =>
        settle(handler(input, new BaseRpcContext([query.name]))),
      ),
    );
  }
}
