/** The real Nginx with the configuration of both clusters, and two servers behind it that say what has reached them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../setup/run.mjs';
import { root } from '../../setup.mjs';
import { findProgram } from '../install/installed.mjs';
import { install } from '../install/install.mjs';
import { needs } from '../install/needs.mjs';
import { placeOf } from '../place.mjs';
import { Processes } from '../processes.mjs';
import { freePort } from '../../../.ci/maru-process.mjs';
import { configure } from './nginx.mjs';

const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, raw: string[], body: string, json: () => any }} Answer */

describe.each([
  { tls: false, scheme: 'http' },
  { tls: true, scheme: 'https' },
])('Nginx by $scheme', ({ tls, scheme }) => {
  const state = mkdtempSync(join(tmpdir(), 'maru-nginx-'));
  const folder = join(state, 'nginx');
  const processes = new Processes(state);
  const backends = [backend('one'), backend('two')];
  let port = 0;
  /** @type {string[]} */
  let args = [];
  let program = '';

  beforeAll(async () => {
    await install(placeOf(root), [needs.nginx, needs.openssl]);
    program = findProgram('nginx') ?? 'nginx';
    port = await freePort();
    const ports = await Promise.all(backends.map(listen));
    await configure({ root, port, tls }, folder);
    writeFileSync(join(folder, 'upstreams.conf'), upstreams(ports));
    args = ['-p', folder, '-e', 'stderr', '-c', 'nginx.conf'];
    await processes.start('nginx', { program, args });
    await vi.waitFor(() => call('/nginx-health'), { timeout: 20_000 });
  });

  afterAll(async () => {
    await processes.stop('nginx');
    for (const { server } of backends) server.closeAllConnections();
    for (const { server } of backends) server.close();
    rmSync(state, { recursive: true, force: true });
  });

  /**
   * @param {string} path
   * @param {{ method?: string, headers?: Record<string, string>, body?: string, by?: string }} [how]
   * @returns {Promise<Answer>}
   */
  function call(path, { method = 'GET', headers = {}, body = '', by = scheme } = {}) {
    const secure = by === 'https' ? { ca: readFileSync(join(folder, 'tls', 'fullchain.pem')) } : {};
    const send = by === 'https' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const sent = send({ host: '127.0.0.1', port, path, method, headers, agent: false, ...secure });
      sent.on('error', reject);
      sent.on('upgrade', (answer, socket) => {
        socket.once('data', (data) => {
          socket.destroy();
          resolve(told(answer, String(data)));
        });
        socket.write('hello');
      });
      sent.on('response', (answer) => void text(answer).then((said) => resolve(told(answer, said)), reject));
      sent.end(body);
    });
  }

  it('takes its configuration', async () => {
    const { code, output } = await run(program, [...args, '-t'], { cwd: root });
    expect(output).toContain('test is successful');
    expect(output).not.toContain('[warn]');
    expect(code).toBe(0);
  });

  it('says whose address it is, whatever the caller claims', async () => {
    const forged = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6', 'x-forwarded-proto': 'gopher' };
    const { headers } = (await call('/api/v1/auth/me', { headers: { ...forged, 'x-forwarded-host': 'evil' } })).json();
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': scheme, host: `127.0.0.1:${port}` });
    expect(Object.keys(headers).filter((name) => ['x-real-ip', 'forwarded', 'x-forwarded-host'].includes(name))).toEqual([]);
  });

  it.each(['mine-1', 'a:b_c.D'])('keeps the request id %s', async (id) => {
    const answer = await call('/', { headers: { 'x-request-id': id } });
    expect([answer.json().headers['x-request-id'], answer.headers['x-request-id']]).toEqual([id, id]);
  });

  it.each(['two words', 'x'.repeat(65), '<b>'])('gives another id than %s', async (id) => {
    const answer = await call('/', { headers: { 'x-request-id': id } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.json().headers['x-request-id']).toBe(answer.headers['x-request-id']);
  });

  it('opens the socket, and upgrades nothing else', async () => {
    const opened = await call('/ws/v1/message?ticket=t', { headers: upgrade });
    expect([opened.status, opened.body]).toEqual([101, '/ws/v1/message?ticket=t hello']);
    // A name may be any text.
    for (const path of ['/ws/42?user=a', '/ws/chat/a%20b', '/ws-chat/1/abc/websocket', '/ws-chat', '/ws-chat?token=t'])
      expect((await call(path, { headers: upgrade })).status).toBe(101);
    const refused = await call('/api/v1/auth/me', { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } });
    expect(refused.status).toBe(200);
    expect(refused.json().headers).not.toHaveProperty('upgrade');
  });

  it('brings the calls of one session to one gateway, and sessions to each', async () => {
    /** @param {string} path */
    const nameOf = async (path) => (await call(path, { method: 'POST', body: '["x"]' })).json().name;
    const met = new Set();
    for (let session = 0; session < 16; session++) {
      const name = await nameOf(`/ws-chat/000/s${session}/xhr?token=t`);
      for (const transport of ['xhr_send', 'xhr_streaming', 'xhr']) expect(await nameOf(`/ws-chat/1/s${session}/${transport}`)).toBe(name);
      met.add(name);
    }
    expect(met).toEqual(new Set(['one', 'two']));
    expect((await call('/ws-chat/000/s/xhr_send', { method: 'POST', body: 'x'.repeat(200_000) })).status).toBe(200);
  });

  it('says each header of safety once, and HSTS only where there is TLS', async () => {
    for (const path of ['/', '/nginx-health', '/metrics']) {
      const { headers, raw } = await call(path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', server: 'nginx' });
      expect(raw.filter((name) => name === 'x-content-type-options')).toHaveLength(1);
      expect(headers['strict-transport-security']).toBe(tls ? 'max-age=31536000' : undefined);
    }
  });

  it('leaves it to the gateway how long a file may be kept', async () => {
    expect((await call('/assets/a.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await call('/')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['a body', 413, 'TOO_LARGE', { method: 'POST', body: 'x'.repeat(300_000) }, '/api/v1/auth/login'],
    ['what is not for everybody', 404, 'NOT_FOUND', {}, '/metrics'],
    ['a path that cannot be read', 400, 'INVALID_BODY', {}, '/api/v1/auth/sessions/%zz'],
    ['a path with a NUL', 400, 'INVALID_BODY', {}, '/%00'],
  ])('refuses %s with %i %s', async (_, status, code, how, path) => {
    const answer = await call(path, how);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, requestId: answer.headers['x-request-id'] });
    expect(answer.status).toBe(status);
  });

  it('refuses headers without an end', async () => {
    expect((await call('/', { headers: { 'x-long': 'x'.repeat(9_000) } })).status).toBe(400);
    expect((await call(`/${'x'.repeat(9_000)}`)).status).toBe(414);
  });

  it(`answers plain HTTP ${tls ? 'with where to go' : 'itself'}`, async () => {
    const { status, headers } = await call('/page?x=1', { by: 'http', headers: { host: `localhost:${port}` } });
    expect([status, headers.location]).toEqual(tls ? [308, `https://localhost:${port}/page?x=1`] : [200, undefined]);
  });

  it('goes to the other one where one is gone, and says so when both are', async () => {
    const [one, two] = backends;
    one?.server.close();
    one?.server.closeAllConnections();
    for (let calls = 0; calls < 6; calls++) expect((await call('/')).json().name).toBe('two');
    two?.server.close();
    two?.server.closeAllConnections();
    const answer = await call('/api/v1/auth/me', { headers: { 'x-request-id': 'late' } });
    expect([answer.status, answer.headers['retry-after'], answer.json()]).toMatchObject([503, '1', { code: 'BUSY', requestId: 'late' }]);
  });
});

/** @param {string} name */
function backend(name) {
  const server = createServer((request, response) => {
    const kept = request.url?.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    response.setHeader('X-Content-Type-Options', 'nosniff').setHeader('Cache-Control', kept).setHeader('X-Request-Id', 'its own');
    response.end(JSON.stringify({ name, headers: request.headers }));
  });
  server.on('upgrade', (request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.on('data', (data) => socket.end(`${request.url} ${String(data)}`));
  });
  return { name, server };
}

/** @param {ReturnType<typeof backend>} backend @returns {Promise<number>} */
async function listen({ server }) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** As consul-template writes them. @param {number[]} ports */
function upstreams(ports) {
  const servers = ports.map((each) => `server 127.0.0.1:${each} max_fails=1 fail_timeout=2s;`).join(' ');
  const how = { gateway: 'least_conn', gateway_sessions: 'hash $maru_session consistent', auth: 'least_conn' };
  return Object.entries(how)
    .map(([name, chosen]) => `upstream ${name} { zone ${name} 64k; ${chosen}; ${servers} keepalive 32; }\n`)
    .join('');
}

/** @param {import('node:http').IncomingMessage} answer @param {string} body @returns {Answer} */
function told({ statusCode = 0, headers, rawHeaders }, body) {
  return { status: statusCode, headers, raw: rawHeaders.map((name) => name.toLowerCase()), body, json: () => JSON.parse(body) };
}
