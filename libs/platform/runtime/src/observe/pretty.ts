import type { DestinationStream } from 'pino';
import pretty from 'pino-pretty';

/** For the eyes of somebody at a terminal. */
export function pinoPretty(destination: DestinationStream): DestinationStream {
  const format = pretty.prettyFactory({
    colorize: process.env['NO_COLOR'] === undefined,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{if context}{context}: {end}{msg}',
    ignore: 'context',
    singleLine: true,
  });
  return { write: (line) => destination.write(format(line)) };
}
