import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebFiles } from './web-files.js';

const PAGE = '<!doctype html><html lang="ko"></html>';
let folder: string;
let server: Server;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maru-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'sw.js'), 'worker');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'script');
  await writeFile(join(folder, 'assets', 'index-abc.js.gz'), gzipSync('script'));
  await writeFile(join(folder, 'assets', 'hangul-abc.woff2'), 'font');
  const web = await WebFiles.open({ folder, page: (html, switches) => html.replace('ko', [...switches].join()) }, new Set(['demo']));
  server = createServer((request, response) => void (web?.take(request, response) === true || response.writeHead(404).end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const asPage = { accept: 'text/html,application/xhtml+xml' };

describe('the web client', () => {
  it('is one page for every address that is a page’s', async () => {
    for (const path of ['/', '/chats', '/chats/42/m/7', '/invite/9F3KTM7W']) {
      const answer = await get(path, asPage);
      expect([answer.status, await answer.text()]).toEqual([200, PAGE.replace('ko', 'demo')]);
    }
  });

  it.each(['/api', '/api/v1/nothing', '/ws/v1/message', '/health', '/metrics', '/assets/gone.js', '/gone.svg'])(
    'never answers %s with the page',
    async (path) => {
      expect((await get(path, asPage)).status).toBe(404);
    },
  );

  it('answers a program that asks for something else with nothing', async () => {
    expect((await get('/chats', { accept: 'application/json' })).status).toBe(404);
    expect((await fetch(`${url}/chats`, { method: 'POST', headers: asPage })).status).toBe(404);
    expect((await get('/../package.json')).status).toBe(404);
  });

  it('lets be kept for ever what has its hash in its name, and nothing else', async () => {
    expect((await get('/assets/index-abc.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/hangul-abc.woff2')).headers.get('content-type')).toBe('font/woff2');
    for (const path of ['/', '/sw.js']) expect((await get(path)).headers.get('cache-control')).toBe('no-cache');
  });

  it('sends what has not changed only once', async () => {
    const tag = (await get('/')).headers.get('etag') ?? '';
    const again = await get('/', { 'if-none-match': tag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('sends it as it was compressed by the build, to those who can read that', async () => {
    const compressed = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
    expect([compressed.headers.get('content-encoding'), await compressed.text()]).toEqual(['gzip', 'script']);
    const plain = await get('/assets/index-abc.js', { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'script']);
    expect((await get('/', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br');
  });

  it('lets no foreign script in, no inline one, and no page around it', async () => {
    const policy = (await get('/chats', asPage)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await get('/')).headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('stays whole when it is built anew', async () => {
    await rm(join(folder, 'assets', 'index-abc.js'));
    expect(await (await get('/assets/index-abc.js')).text()).toBe('script');
  });

  it('is not there where it was not built', async () => {
    expect(await WebFiles.open({ folder: join(folder, 'none') }, new Set())).toBeUndefined();
  });
});
