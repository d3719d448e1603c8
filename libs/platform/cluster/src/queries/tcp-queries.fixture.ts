import { randomUUID } from 'node:crypto';
import { SystemClock } from '@maru/local';
import { Logger } from '@nestjs/common';
import { consul } from '../components.fixture.js';
import { ConsulServiceRegistry } from '../registry/consul-service-registry.js';
import { TcpEnd } from '../tcp/tcp-end.js';
import { QUERY_PORT } from './instances.js';
import { TcpQueries } from './tcp-queries.js';

export interface AskingProcess {
  readonly queries: TcpQueries;
  readonly end: TcpEnd;
  readonly registry: ConsulServiceRegistry;
  register(service: string): Promise<void>;
  close(): Promise<void>;
}

/** A process that asks and answers, among those with the same prefix. */
export async function askingProcess(prefix = `test-${randomUUID().slice(0, 8)}-`): Promise<AskingProcess> {
  Logger.overrideLogger(['fatal']);
  const clock = new SystemClock();
  const end = await TcpEnd.open('127.0.0.1', 0);
  const registry = new ConsulServiceRegistry(consul, clock, { prefix, meta: { [QUERY_PORT]: String(end.port) } });
  const queries = new TcpQueries(end, registry, clock);
  return {
    queries,
    end,
    registry,
    register: (service) => registry.register({ service, id: randomUUID(), host: '127.0.0.1', port: 1 }),
    close: async () => {
      await queries.close();
      await registry.close();
      end.close();
    },
  };
}
