import { Logger } from '@nestjs/common';
import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import { BrokerLine } from './broker-line.js';
import { calmDriver } from './calm-driver.js';

/** The same words are said once in this time: a broker that is away would fill the log. */
const REPEAT_MS = 10_000;

/** The defaults give up slowly, and come back slowly. */
const RETRY = { initialRetryTime: 50, maxRetryTime: 500, retries: 60 };

export function kafkaClient(brokers: readonly string[]): Kafka {
  calmDriver();
  return new Kafka({
    clientId: 'maru',
    brokers: [...brokers],
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: RETRY,
    socketFactory: ({ host, port, onConnect }) => new BrokerLine().open(host, port, onConnect),
    logLevel: logLevel.WARN,
    logCreator: () => limitedLog(new Logger('Kafka')),
  });
}

/** What is an error to the driver is, to us, something that it tries again: whoever gives up says so himself. */
function limitedLog(logger: Logger): (entry: LogEntry) => void {
  const said = new Map<string, number>();
  return ({ level, log }) => {
    const now = performance.now();
    const words = `${log.message}${typeof log['error'] === 'string' ? `: ${log['error']}` : ''}`;
    if (now - (said.get(words) ?? -REPEAT_MS) < REPEAT_MS) return;
    if (said.size > 1_000) said.clear();
    said.set(words, now);
    if (level === logLevel.ERROR) logger.warn(words);
    else logger.debug(words);
  };
}
