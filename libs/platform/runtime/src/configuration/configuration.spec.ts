import { Limits } from '@maru/contracts';
import { defineService } from '@maru/ports';
import { Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Configuration, readConfiguration } from './configuration.js';
import { configurationDocument } from './configuration-document.js';
import { helpText } from './help.js';
import { settingGroups } from './setting.js';
import { defineShape } from './shape.js';

@Module({})
class NoModule {}
const shared = { MARU_SHARED: z.string().default('all').describe('read by two') };
const services = [
  defineService({
    name: 'push',
    module: NoModule,
    env: z.object({
      MARU_PUSH_URL: z.url({ error: 'must be an address' }).optional().describe('where to | push'),
      MARU_PARALLEL: z.coerce.number().default(3).describe('at once').meta({ start: 'cores' }),
      ...shared,
    }),
  }),
  defineService({ name: 'gateway', module: NoModule, env: z.object(shared) }),
  defineService({ name: 'channel', module: NoModule, env: z.object({}) }),
];
const shape = defineShape({
  name: 'paper',
  settings: z.object({ MARU_DATA: z.string().default('./data').describe('folder').meta({ flag: 'data' }) }),
  open: () => Promise.reject(new Error('not opened here')),
});

function read(environment: Record<string, string>, ...args: string[]): Configuration {
  return readConfiguration(services, shape, { args, environment, switches: ['demo'] });
}

describe('readConfiguration', () => {
  it('has a start value for everything', () => {
    const { runtime, limits, shape: ofShape, envOf } = read({ HOME: '/', PATH: '/bin' });
    expect(runtime).toMatchObject({ MARU_PORT: 8080, MARU_HOST: '', MARU_LOG_LEVEL: 'info', MARU_DRAIN_SECONDS: 4 });
    expect(limits).toEqual(Limits.parse({}));
    expect(ofShape).toEqual({ MARU_DATA: './data' });
    expect(envOf(services[0]!)).toEqual({ MARU_SHARED: 'all', MARU_PARALLEL: 3 });
  });

  it('believes a flag before a variable, and takes an empty variable for none', () => {
    const { runtime, shape: ofShape } = read({ MARU_PORT: '1', MARU_LOG_LEVEL: '', MARU_DATA: 'a' }, '--port', '2');
    expect(runtime).toMatchObject({ MARU_PORT: 2, MARU_LOG_LEVEL: 'info' });
    expect(ofShape).toEqual({ MARU_DATA: 'a' });
  });

  it('gives every service that reads a setting the same value', () => {
    const { envOf } = read({ MARU_SHARED: 'x' });
    expect(services.map((service) => envOf(service))).toEqual([{ MARU_SHARED: 'x', MARU_PARALLEL: 3 }, { MARU_SHARED: 'x' }, {}]);
  });

  it('names all that is wrong in one line', () => {
    const bad = { MARU_PROT: '1', MARU_PORT: 'http', MARU_PUSH_URL: 'secret', MARU_LIMIT_SOCKETS: '0' };
    expect(() => read(bad, '--demoo')).toThrow(
      /^unknown flag --demoo; unknown setting MARU_PROT; MARU_PORT \(--port\): must be a number; MARU_LIMIT_SOCKETS: [^;]+; MARU_PUSH_URL: must be an address$/,
    );
  });
});

describe('limits', () => {
  it('are set one by one', () => {
    expect(read({ MARU_LIMIT_MESSAGES_PER_MINUTE: '7' }).limits).toEqual({ ...Limits.parse({}), messagesPerMinute: 7 });
  });

  it('are raised together, but for what is set itself and for sizes', () => {
    const { limits } = read({ MARU_LIMITS: 'relaxed', MARU_LIMIT_SOCKETS: '3' });
    expect(limits.sockets).toBe(3);
    expect(limits.framesPerMinute).toBeGreaterThan(100_000);
    expect(limits.frameBytes).toBe(65_536);
  });
});

it('documents every setting, with its flag and its start value', () => {
  const document = configurationDocument(services, shape);
  expect(document).toContain('| `MARU_PORT` | `--port` | `8080` | port for HTTP and sockets; 0 takes a free one |');
  expect(document).toContain('| `MARU_LIMIT_SOCKETS` |  | `10` | sockets per user |');
  expect(document).toContain('## The paper shape\n');
  expect(document).toContain('| `MARU_PUSH_URL` |  |  | where to \\| push |');
  expect(document.split('`MARU_SHARED`')).toHaveLength(2);
  expect(document).toContain('| `MARU_PARALLEL` |  | `cores` | at once |');
  expect(document).not.toContain('## Channel');
});

it('explains the flags', () => {
  const help = helpText('Maru.', { demo: 'starts full' }, settingGroups(services, shape));
  expect(help).toMatch(/^Maru\.\n/);
  expect(help).toMatch(/ {2}--data <value> {2}folder \(\.\/data\); or MARU_DATA\n/);
  expect(help).toMatch(/ {2}--demo {10}starts full\n/);
});
