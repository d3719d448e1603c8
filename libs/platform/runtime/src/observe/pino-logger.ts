import { correlation, tracing } from '@maru/ports';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import type { RuntimeSettings } from '../configuration/runtime-settings.js';
import { pinoPretty } from './pretty.js';

export interface LogSettings {
  readonly level: string;
  readonly format: 'pretty' | 'json';
  /** Stand in every line. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Nest tells at length what it sets up: that is for whoever looks for a fault. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'NestMicroservice', 'RouterExplorer', 'RoutesResolver']);

/** Nobody should log one of these. If somebody does, it is not shown. */
const SECRETS = ['password', 'oldPassword', 'newPassword', 'accessToken', 'refreshToken', 'ticket', 'secret', 'cookie', 'authorization'];

/** Where all `Logger`s of Nest write to: one line for each entry, with the ids of the request and of the trace that it belongs to. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(settings: LogSettings, destination: DestinationStream = pino.destination({ fd: 1, sync: true })) {
    this.pino = pino(
      {
        level: settings.level,
        base: settings.fields ?? null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        mixin: () => {
          const correlationId = correlation.id();
          const traceId = tracing.traceId();
          const fields = correlationId === undefined ? {} : { correlationId };
          return traceId === undefined ? fields : { ...fields, traceId };
        },
        redact: SECRETS.flatMap((name) => [name, `*.${name}`]),
      },
      settings.format === 'pretty' ? pinoPretty(destination) : destination,
    );
  }

  /** As the settings of the process have it. */
  static of({ MARU_LOG_LEVEL: level, MARU_LOG_FORMAT: format }: RuntimeSettings, fields?: Readonly<Record<string, string>>): PinoLogger {
    const forEyes = format === 'auto' ? process.stdout.isTTY : format === 'pretty';
    return new PinoLogger({ level, format: forEyes ? 'pretty' : 'json', ...(fields === undefined ? {} : { fields }) });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes what its callers passed, and the context as the last text. Before it may be fields, an error or its stack. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.length > 0 && typeof rest.at(-1) === 'string' ? String(rest.at(-1)) : undefined;
    const details = context === undefined ? rest : rest.slice(0, -1);
    const fields: Record<string, unknown> = context === undefined ? {} : { context };
    for (const detail of details) Object.assign(fields, fieldsOf(detail));
    const shown = level === 'info' && context !== undefined && FRAMEWORK.has(context) ? 'debug' : level;
    if (message instanceof Error) this.pino[shown]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[shown]({ ...message, ...fields });
    else this.pino[shown](fields, String(message));
  }
}

function fieldsOf(detail: unknown): object {
  if (detail instanceof Error) return { err: detail };
  if (typeof detail === 'object' && detail !== null) return detail;
  return typeof detail === 'string' ? { stack: detail } : {};
}
