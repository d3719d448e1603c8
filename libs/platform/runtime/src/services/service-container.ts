/** One service in its own Nest container: its own handlers, its own place on the bus, its own retries. */
import type { RequestListener } from 'node:http';
import { BODY_BYTES, jsonBody, ProblemDetailsFilter } from '@maru/edge';
import type { ServiceDefinition } from '@maru/ports';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { BusServer } from '../transport/bus-server.js';
import { QueryServer } from '../transport/query-server.js';
import { type Surroundings, surroundingsModule } from './surroundings.js';

@Module({})
class ContainerModule {}

export class ServiceContainer {
  private constructor(
    readonly service: ServiceDefinition,
    readonly app: NestExpressApplication,
    private readonly bus: BusServer,
  ) {}

  /** Opens the service's data and makes its providers. It hears nothing yet. */
  static async open(service: ServiceDefinition, env: object, surroundings: Surroundings): Promise<ServiceContainer> {
    const { platform, metrics } = surroundings;
    const imports = [await surroundingsModule(service, env, surroundings), service.module];
    const app = await NestFactory.create<NestExpressApplication>({ module: ContainerModule, imports }, new ExpressAdapter(), {
      bodyParser: false,
      abortOnError: false,
    });
    if (service.httpPath !== undefined) app.setGlobalPrefix(service.httpPath);
    app.disable('x-powered-by');
    app.useBodyParser('raw', { type: () => true, limit: BODY_BYTES });
    app.use(jsonBody);
    app.useGlobalFilters(new ProblemDetailsFilter());
    const bus = new BusServer(platform.bus, service.name, metrics);
    app.connectMicroservice({ strategy: new QueryServer(platform.queries) }, { inheritAppConfig: true });
    app.connectMicroservice({ strategy: bus }, { inheritAppConfig: true });
    await app.init();
    return new ServiceContainer(service, app, bus);
  }

  /** Its HTTP calls, of which the process owns the port. */
  get listener(): RequestListener {
    return this.app.getHttpAdapter().getInstance() as RequestListener;
  }

  async listen(): Promise<void> {
    await this.app.startAllMicroservices();
  }

  /** Without hearing of any record. */
  async answerQuestions(): Promise<void> {
    const [questions] = this.app.getMicroservices();
    await questions?.listen();
  }

  /** Takes no more records, and finishes those that it has begun. */
  async leaveBus(): Promise<void> {
    await this.bus.close();
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
