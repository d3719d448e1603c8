import { correlation, tracing } from '@maru/ports';
import { describe, expect, it } from 'vitest';
import { type LogSettings, PinoLogger } from './pino-logger.js';

function logging(settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const logger = new PinoLogger({ level: 'info', format: 'json', ...settings }, { write: (line) => void lines.push(line) });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as object) };
}

describe('PinoLogger', () => {
  it('writes one JSON line for each entry, with its context and its request', () => {
    const { logger, entries } = logging();
    logger.log('plain');
    correlation.run('r1', () => logger.warn('known', { channelId: 4 }, 'Channels'));
    expect(entries()).toMatchObject([
      { level: 'info', msg: 'plain', time: expect.stringMatching(/^\d{4}-/) },
      { level: 'warn', msg: 'known', context: 'Channels', channelId: 4, correlationId: 'r1' },
    ]);
    expect(entries()[0]).not.toHaveProperty('correlationId');
  });

  it('names the trace that an entry belongs to, where there is one', () => {
    const { logger, entries } = logging();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    tracing.run(`00-${traceId}-00f067aa0ba902b7-01`, () => correlation.run('r1', () => logger.log('traced')));
    logger.log('plain');
    expect(entries()).toMatchObject([{ msg: 'traced', correlationId: 'r1', traceId }, { msg: 'plain' }]);
    expect(entries()[1]).not.toHaveProperty('traceId');
  });

  it('takes errors and stacks as Nest passes them', () => {
    const { logger, entries } = logging();
    logger.error(new Error('broken'), 'Bus');
    logger.error('failed', 'Error: at somewhere', 'Bus');
    logger.error({ failed: 1 }, 'Bus');
    expect(entries()).toMatchObject([
      { level: 'error', msg: 'broken', context: 'Bus', err: { message: 'broken', stack: expect.stringContaining('Error: broken') } },
      { level: 'error', msg: 'failed', context: 'Bus', stack: 'Error: at somewhere' },
      { level: 'error', failed: 1, context: 'Bus' },
    ]);
  });

  it('keeps to its level, and Nest quiet', () => {
    const { logger, lines } = logging();
    logger.debug('detail');
    logger.log('Mapped {/login, POST} route', 'RouterExplorer');
    expect(lines).toEqual([]);
  });

  it('does not show a secret that somebody logs', () => {
    const { logger, lines } = logging();
    logger.log('login', { password: 'hunter2', body: { refreshToken: 'hunter3' } }, 'Auth');
    expect(lines.join('')).not.toContain('hunter');
  });

  it('writes for eyes where it is told to', () => {
    const { logger, lines } = logging({ format: 'pretty' });
    logger.log('listening', 'Maru');
    expect(lines.join('')).toMatch(/INFO.*Maru: listening/);
    expect(lines.join('')).not.toContain('{');
  });
});
