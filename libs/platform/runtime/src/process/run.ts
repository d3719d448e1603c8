import type { ServiceDefinition } from '@maru/ports';
import { Logger } from '@nestjs/common';
import { type Configuration, readConfiguration } from '../configuration/configuration.js';
import { helpText } from '../configuration/help.js';
import { settingGroups } from '../configuration/setting.js';
import type { Shape } from '../configuration/shape.js';
import { type WebClient, WebFiles } from '../http/web-files.js';
import { PinoLogger } from '../observe/pino-logger.js';
import { PromMetrics } from '../observe/prom-metrics.js';
import { startTracing } from '../observe/start-tracing.js';
import { fatalLine } from './fatal.js';
import type { Running } from './running.js';
import { onStopSignal } from './signals.js';
import { start } from './start.js';

/** What a process is told when it can be used. */
export interface Started {
  readonly url: string;
  readonly switches: ReadonlySet<string>;
}

type Begun = Pick<Running, 'port' | 'stop'>;

export interface RunOptions {
  /** The first lines of `--help`. */
  readonly about: string;
  /** Flags without a value, beside `--help`, and what they do. */
  readonly switches?: Readonly<Record<string, string>>;
  /** Served at `/` of the one port. */
  readonly web?: WebClient;
  /** The program of a gateway in a process of its own, where the shape has such. */
  readonly worker?: string;
  /** What it throws is logged, and the process goes on. */
  readonly started?: (started: Started) => Promise<void> | void;
}

/** A process, from its settings to its end. */
export async function run(services: readonly ServiceDefinition[], shape: Shape, options: RunOptions): Promise<void> {
  const args = process.argv.slice(2);
  const { about, switches = {} } = options;
  if (args.includes('--help')) {
    process.stdout.write(helpText(about, switches, settingGroups(services, shape)));
    return;
  }
  // Until the settings are read nobody has asked for details: a bad one ends the start with one line.
  Logger.overrideLogger(['fatal', 'error', 'warn', 'log']);
  try {
    const configuration = readConfiguration(services, shape, { args, environment: process.env, switches: Object.keys(switches) });
    const { MARU_HOST: host } = configuration.runtime;
    Logger.overrideLogger(PinoLogger.of(configuration.runtime));
    const starting = begin(services, shape, configuration, options);
    endOnSignal(starting);
    const { port } = await starting;
    const url = `http://${addressOf(host)}:${port}`;
    new Logger('Maru').log(`listening on ${url}`);
    await tell(options, { url, switches: configuration.switches });
  } catch (error) {
    new Logger('Maru').debug(error);
    process.stderr.write(`maru: ${fatalLine(error)}\n`);
    process.exit(1);
  }
}

async function begin(
  services: readonly ServiceDefinition[],
  shape: Shape,
  configuration: Configuration,
  { web: client, worker: program }: RunOptions,
): Promise<Begun> {
  const metrics = PromMetrics.ofProcess();
  const { limits, envOf, runtime } = configuration;
  const { MARU_PORT: port, MARU_HOST: host, MARU_DRAIN_SECONDS: seconds } = runtime;
  const web = client && (await WebFiles.open(client, configuration.switches));
  const stopTracing = await startTracing(runtime, services);
  const platform = await shape.open(configuration.shape);
  const count = shape.workers?.(configuration.shape) ?? 0;
  const workers = program === undefined || count === 0 ? undefined : { count, program, runtime };
  const running = await start({ services, platform, limits, envOf, metrics, port, host, drainMs: seconds * 1_000, web, workers });
  const stop = async () => {
    try {
      await running.stop();
    } finally {
      await stopTracing();
    }
  };
  return { port: running.port, stop };
}

function endOnSignal(starting: Promise<Begun>): void {
  const logger = new Logger('Maru');
  onStopSignal(
    (signal) => {
      logger.log(`${signal}: stopping`);
      starting
        .then((running) => running.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    },
    () => process.exit(1),
  );
  process.on('uncaughtException', (error) => {
    logger.fatal(error);
    process.exit(1);
  });
}

async function tell({ started }: RunOptions, what: Started): Promise<void> {
  try {
    await started?.(what);
  } catch (error) {
    new Logger('Maru').error(error);
  }
}

function addressOf(host: string): string {
  if (['', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
