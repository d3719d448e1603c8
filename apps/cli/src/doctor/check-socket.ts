/** Whether a socket can be opened: what a proxy most often spoils. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type MaruHttp, openWebSocket } from '@maru/client';
import { notifications, SOCKET_PATH, SUBPROTOCOL } from '@maru/contracts';
import { judgeSkew } from './check-server.js';
import { type Finding, note, well, wrong } from './finding.js';

const TIMEOUT_MS = 10_000;
const SLOW_MS = 500;

/** A stranger's handshake: Maru itself refuses it with 401. Whatever else is answered was answered by something in between. */
export async function checkUpgrade(server: string): Promise<Finding> {
  const answered = await handshake(server);
  const next = `A proxy must pass on the handshake of ${SOCKET_PATH}: for Nginx proxy_http_version 1.1, and the headers Upgrade and Connection "upgrade".`;
  if (answered instanceof Error) return wrong(`The handshake of a socket got no answer (${answered.message}).`, next);
  const { status, body } = answered;
  if (status === 401 && body.includes('"UNAUTHENTICATED"')) return well('handshakes of sockets reach it');
  if (status === 403)
    return wrong('The handshake of a socket was refused (403).', 'Look at MARU_ALLOWED_ORIGINS, and at what the proxy refuses.');
  return wrong(`The handshake of a socket was answered with HTTP ${status}, not by the gateway.`, next);
}

/** Somebody's own: from the ticket to HELLO, and there and back. */
export async function checkSocket(http: Pick<MaruHttp, 'socketUrl'>): Promise<Finding[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Finding[]>();
  const late = setTimeout(() => reject(new Error(`no HELLO within ${TIMEOUT_MS / 1_000} s`)), TIMEOUT_MS);
  const begun = performance.now();
  let asked = 0;
  const findings: Finding[] = [];
  try {
    const socket = openWebSocket(await http.socketUrl(), SUBPROTOCOL, {
      heard: (text) => {
        const hello = notifications.HELLO.safeParse(JSON.parse(text));
        if (hello.success) {
          const skew = judgeSkew(hello.data.serverTime, Date.now());
          findings.push(
            well(`a socket of ${hello.data.username} opens in ${Math.round(performance.now() - begun)} ms`),
            ...(skew === undefined ? [] : [skew]),
          );
          asked = performance.now();
          socket.send('{"type":"KEEP_ALIVE"}');
        } else if (text.startsWith('{"type":"KEEP_ALIVE_RESPONSE"')) resolve([...findings, roundTrip(performance.now() - asked)]);
      },
      closed: (code) => reject(new Error(`closed with ${code}`)),
    });
    return await promise.finally(() => socket.close());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      wrong(`A socket cannot be opened (${why}).`, 'Log in again with npx maru login; if that does not help, look at the log of Maru.'),
    ];
  } finally {
    clearTimeout(late);
  }
}

function roundTrip(ms: number): Finding {
  const text = `there and back on it in ${Math.round(ms)} ms`;
  return ms < SLOW_MS ? well(text) : note(`Slow: ${text}.`, 'Look at the load of its machine, and at the network between.');
}

function handshake(server: string): Promise<{ status: number; body: string } | Error> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string } | Error>();
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.alloc(16, 'maru').toString('base64'),
    'Sec-WebSocket-Protocol': SUBPROTOCOL,
  };
  const call = (server.startsWith('https:') ? httpsRequest : httpRequest)(`${server}${SOCKET_PATH}`, { headers, timeout: TIMEOUT_MS });
  call.on('timeout', () => call.destroy(new Error(`none within ${TIMEOUT_MS / 1_000} s`)));
  call.on('error', resolve);
  call.on('upgrade', (response, socket) => {
    socket.destroy();
    resolve({ status: response.statusCode ?? 0, body: '' });
  });
  call.on('response', (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text: string) => (body += text));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
  });
  call.end();
  return promise;
}
