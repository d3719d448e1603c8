import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { upstreamsOf, watch, writeUpstreams } from './upstreams.mjs';

/** @typedef {import('./upstreams.mjs').Instance} Instance */

/** Answers as Consul does: at once at index 0, otherwise when something has changed. */
class Consul {
  index = 7;
  broken = false;
  /** @type {Record<string, { Service: { Address: string, Port: number }, Node: { Address: string } }[]>} */
  healthy = {};
  /** @type {Set<() => void>} */
  waiting = new Set();
  asked = 0;
  server = createServer((request, response) => {
    this.asked += 1;
    const { pathname, searchParams } = new URL(`http://consul${request.url}`);
    const answer = () => {
      this.waiting.delete(answer);
      response.statusCode = this.broken ? 500 : 200;
      response
        .setHeader('X-Consul-Index', this.index)
        .end(JSON.stringify(this.healthy[pathname.replace('/v1/health/service/maru-', '')] ?? []));
    };
    if (searchParams.get('passing') !== 'true') response.writeHead(400).end();
    else if (Number(searchParams.get('index')) === this.index && !this.broken) this.waiting.add(answer);
    else answer();
  });

  /** @returns {Promise<string>} its address */
  start() {
    onTestFinished(() => {
      this.server.closeAllConnections();
      this.server.close();
    });
    return new Promise((resolve) =>
      this.server.listen(0, '127.0.0.1', () => {
        const address = this.server.address();
        resolve(`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
      }),
    );
  }

  /** @param {string} name @param {number[]} ports @param {number} [index] */
  knows(name, ports, index = this.index + 1) {
    this.healthy[name] = ports.map((Port) => ({ Service: { Address: '10.0.0.1', Port }, Node: { Address: '10.9.9.9' } }));
    this.index = index;
    for (const answer of this.waiting) answer();
  }
}

/** @param {string} consul */
function watched(consul) {
  /** @type {number[][]} */
  const heard = [];
  const end = new AbortController();
  onTestFinished(() => end.abort());
  void watch(consul, 'gateway', (instances) => heard.push(instances.map(({ port }) => port)), end.signal);
  return heard;
}

it('says who is there, and each change', async () => {
  const consul = new Consul();
  const heard = watched(await consul.start());
  await vi.waitFor(() => expect(heard).toEqual([[]]));
  consul.knows('gateway', [2, 1]);
  await vi.waitFor(() => expect(heard).toEqual([[], [1, 2]]));
  consul.knows('auth', [9]);
  consul.knows('gateway', [1]);
  await vi.waitFor(() => expect(heard).toEqual([[], [1, 2], [1]]));
  expect(consul.asked).toBeLessThan(8);
});

it('keeps whom it knew while Consul is away, knows nobody, or counts anew', async () => {
  const consul = new Consul();
  consul.knows('gateway', [1, 2]);
  const heard = watched(await consul.start());
  await vi.waitFor(() => expect(heard).toEqual([[1, 2]]));
  consul.broken = true;
  consul.knows('gateway', []);
  const before = consul.asked;
  await vi.waitFor(() => expect(consul.asked).toBeGreaterThan(before), { timeout: 10_000 });
  consul.broken = false;
  consul.knows('gateway', [], 3);
  consul.knows('gateway', [3], 4);
  await vi.waitFor(() => expect(heard).toEqual([[1, 2], [3]]), { timeout: 10_000 });
});

it('writes the whole file at each change', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maru-upstreams-'));
  const file = join(folder, 'upstreams.conf');
  const consul = new Consul();
  consul.knows('gateway', [8080]);
  const end = new AbortController();
  const ended = writeUpstreams(await consul.start(), file, end.signal);
  onTestFinished(async () => {
    end.abort();
    await ended;
    rmSync(folder, { recursive: true });
  });
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('server 10.0.0.1:8080 '));
  expect(readFileSync(file, 'utf8')).toContain('server 127.0.0.1:9 down;');
  consul.knows('auth', [8081]);
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('server 10.0.0.1:8081 '));
});

it('writes what consul-template writes', () => {
  const template = readFileSync(new URL('../nginx/upstreams.ctmpl', import.meta.url), 'utf8');
  /** What Nginx reads of it. @param {string} text */
  const directives = (text) => new Set(text.match(/^ +[a-z].*;$/gm));
  const some = upstreamsOf(new Map([['gateway', [{ address: '10.0.0.1', port: 8080 }]]]));
  const none = upstreamsOf(new Map([['gateway', []]]));
  const ours = `${some}${none}`.replaceAll('gateway', '{{ . }}').replaceAll('10.0.0.1:8080', '{{ .Address }}:{{ .Port }}');
  expect(directives(ours)).toEqual(directives(template));
  expect(directives(template).size).toBe(7);
});
