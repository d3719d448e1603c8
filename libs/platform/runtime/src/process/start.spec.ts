import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Limits } from '@maru/contracts';
import { local } from '@maru/local';
import { Injectable, Logger, Module, Controller, Get, Post, Body } from '@nestjs/common';
import { defineService, Lifecycle, type Platform, Upgrades } from '@maru/ports';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PromMetrics } from '../observe/prom-metrics.js';
import type { Running } from './running.js';
import { start } from './start.js';

Logger.overrideLogger(false);

/** What happened while it ended, in its order. */
const ending: string[] = [];

@Controller()
class Calls {
  @Get('slow')
  async slow() {
    ending.push('asked');
    await new Promise((resolve) => setTimeout(resolve, 100));
    ending.push('answered');
    return 'done';
  }
  @Post('echo')
  echo(@Body() body: unknown) {
    return body;
  }
}

@Injectable()
class Ends {
  constructor(lifecycle: Lifecycle, upgrades: Upgrades) {
    lifecycle.onDrain('gateway', async () => void ending.push('drained'));
    upgrades.handle('/ws', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nhi'));
  }
  onModuleDestroy() {
    ending.push('closed');
  }
}

@Module({ controllers: [Calls], providers: [Ends] })
class GatewayModule {}
const gateway = defineService({ name: 'gateway', module: GatewayModule, env: z.object({}), httpPath: '/api/v1/calls' });

let dataFolder: string;
let platform: Platform;
let running: Running;
let url: string;

beforeEach(async () => {
  ending.length = 0;
  dataFolder = await mkdtemp(join(tmpdir(), 'maru-runtime-'));
  platform = await local({ dataFolder });
  running = await begin(platform);
  url = `http://127.0.0.1:${running.port}`;
});
afterEach(async () => {
  await running.stop();
  await rm(dataFolder, { recursive: true });
});

function begin(on: Platform, port = 0): Promise<Running> {
  const settings = { limits: Limits.parse({}), envOf: () => ({}), metrics: new PromMetrics(), host: '127.0.0.1', drainMs: 1_000 };
  return start({ services: [gateway], platform: on, port, ...settings });
}

/** Resolves to all that comes back before the line is closed. */
function handshake(path: string): Promise<string> {
  const socket = connect(running.port, '127.0.0.1');
  socket.write([`GET ${path} HTTP/1.1`, 'Host: maru', 'Connection: Upgrade', 'Upgrade: WebSocket', '', ''].join('\r\n'));
  return text(socket);
}

describe('the one port', () => {
  it('tells whether it is well, and its numbers', async () => {
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', checks: {} }]);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'alive' });
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    const numbers = await metrics.text();
    expect(numbers).toContain('maru_dead_letters 0');
    expect(numbers).toContain('maru_http_seconds_count{method="GET",status="200"} 2');
  });

  it.each([
    ['/', 'GET'],
    ['/api/v1', 'GET'],
    ['/api/v1/callsandmore', 'GET'],
    ['/api/v1/calls', 'GET'],
    ['/health', 'POST'],
    ['/metrics/', 'GET'],
    ['/ws', 'GET'],
  ])('%s is nothing for %s', async (path, method) => {
    const answer = await fetch(url + path, { method });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404, code: 'NOT_FOUND', requestId: answer.headers.get('x-request-id') });
  });

  it('hands a handshake to who takes its path, whatever its query', async () => {
    expect(await handshake('/ws?ticket=1')).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\nhi');
    expect(await handshake('/wss')).toMatch(/^HTTP\/1\.1 404 [^]*"code":"NOT_FOUND"/);
  });

  it('takes the calls of Java clients, which offer h2c with each, one after the other on one line', async () => {
    const offer = [
      'Host: maru',
      'Connection: Upgrade, HTTP2-Settings',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Upgrade: h2c',
    ];
    const body = '{"a":"가"}';
    const post = [
      'POST /api/v1/calls/echo HTTP/1.1',
      ...offer,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const socket = connect(running.port, '127.0.0.1');
    const all = text(socket);
    const answers = await answersOf(socket, [
      [...post, '', body],
      ['POST /api/v1/calls/echo HTTP/1.1', ...offer, 'Content-Length: 0', '', ''],
      ['GET /health HTTP/1.1', ...offer, '', ''],
    ]);
    socket.end();
    await all;
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['201', '201', '200']);
    expect(answers[0]).toContain(body);
  });
});

/** Each request is sent when the one before it is answered. */
async function answersOf(socket: ReturnType<typeof connect>, requests: string[][]): Promise<string[]> {
  const answers: string[] = [];
  for (const lines of requests) {
    socket.write(lines.join('\r\n'));
    answers.push(await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString()))));
  }
  return answers;
}

describe('its end', () => {
  it('is in order: drained, what was asked is answered, then the services go', async () => {
    const slow = fetch(`${url}/api/v1/calls/slow`, { headers: { connection: 'close' } });
    await vi.waitFor(() => expect(ending).toEqual(['asked']), 10_000);
    await Promise.all([running.stop(), running.stop()]);
    expect(await (await slow).text()).toBe('done');
    expect(ending).toEqual(['asked', 'drained', 'answered', 'closed']);
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
    await (await local({ dataFolder })).close();
  });

  it('is told to those who look for services', async () => {
    expect(await platform.registry.find('gateway')).toMatchObject([{ host: '127.0.0.1', port: running.port }]);
    await running.stop();
    expect(await platform.registry.find('gateway')).toEqual([]);
  });

  it('waits for those who have not heard yet that it leaves, and answers them', async () => {
    Object.assign(platform, { farewellMs: 400 });
    const stopping = running.stop();
    await vi.waitFor(async () => expect(await platform.registry.find('gateway')).toEqual([]));
    expect((await fetch(`${url}/health/live`, { headers: { connection: 'close' } })).status).toBe(200);
    expect(ending).toEqual([]);
    await stopping;
    expect(ending).toEqual(['drained', 'closed']);
  });

  it('comes at once where the port is taken, and frees what was opened', async () => {
    const other = await mkdtemp(join(tmpdir(), 'maru-runtime-'));
    await expect(begin(await local({ dataFolder: other }), running.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(ending).toEqual(['drained', 'closed']);
    await (await local({ dataFolder: other })).close();
    await rm(other, { recursive: true });
  });
});
