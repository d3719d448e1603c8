/**
 * SockJS as its library has it: `info`, WebSocket, streaming, polling. Before it opens a session it is asked whose it is, and each call of
 * a session that is open must bring the token that it was opened with: its name in the path alone is nobody's secret.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from '@maru/contracts';
import { clientAddress } from '@maru/edge';
import { Logger } from '@nestjs/common';
import { type Connection, createServer, type Server } from 'sockjs';
import type { Arrived, Reception } from '../../stays/reception.js';
import type { Admission } from '../door.js';
import { SockJsLine } from './sockjs-line.js';

type Handler = (request: IncomingMessage, response: ServerResponse | Duplex, head?: Buffer) => boolean;

interface Expected {
  readonly admission: Admission;
  readonly address: string;
  readonly token: string;
}

interface Open {
  readonly line: SockJsLine;
  readonly token: string;
}

interface SockJsSettings {
  readonly prefix: string;
  readonly trustedProxies: readonly string[];
  /** Of what one call brings. */
  readonly mostBytes: number;
  /** Throws where nobody comes in by it. */
  admit(token: string | undefined, userAgent: string | undefined): Promise<Admission>;
}

const SESSION = /^\/[^/]+\/[^/.]+\/(?<session>[^/.]+)\/(?<transport>[a-z_]+)\/?$/;
const OPENING = new Set(['xhr', 'xhr_streaming', 'eventsource', 'htmlfile', 'jsonp']);
/** Told to the library in the address, and read there again: it has no other place for it. */
const MARK = 'maru-arrival';

export class SockJsTransports {
  private readonly logger = new Logger('Dialects');
  private readonly handler: Handler;
  private readonly expected = new Map<string, Expected>();
  private readonly open = new Map<string, Open>();
  /** By session: the token that is about to open it. */
  private readonly claims = new Map<string, string>();
  private last = 0;

  constructor(
    private readonly settings: SockJsSettings,
    private readonly reception: Reception,
  ) {
    const options = {
      prefix: settings.prefix,
      faye_server_options: { maxLength: settings.mostBytes },
      log: (severity: string, message: string) => {
        if (severity === 'error') this.logger.warn(message);
      },
    };
    const server = createServer(options) as Server & { listener(): { getHandler(): Handler } };
    server.on('connection', (connection: Connection) => this.begin(connection));
    this.handler = server.listener().getHandler();
  }

  readonly listener: RequestListener = (request, response) => {
    this.answer(request, response).catch((error: unknown) => this.refuse(request, response, error));
  };

  /** The handshake of its WebSocket transport. */
  async take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    await this.expect(request, socket);
    this.handler(request, socket, head);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const place = placeOf(request);
    // Its page for old browsers brings a script from elsewhere into our origin.
    if (/^\/[^/]+\/iframe/.test(request.url ?? '')) throw new HttpError('NOT_FOUND');
    if (place === undefined || request.method === 'OPTIONS') return this.pass(request, response);
    const open = this.open.get(place.session);
    if (open === undefined) {
      if (OPENING.has(place.transport)) await this.claim(place.session, request, response);
      return this.pass(request, response);
    }
    if (tokenOf(request) !== open.token) throw new HttpError('UNAUTHENTICATED');
    if (!place.transport.endsWith('_send')) open.line.handOver();
    else await open.line.untilResumed();
    this.pass(request, response);
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    if (Number(request.headers['content-length'] ?? 0) > this.settings.mostBytes) throw new HttpError('TOO_LARGE');
    let bytes = 0;
    if (request.method === 'POST')
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > this.settings.mostBytes) request.destroy();
      });
    this.handler(request, response);
  }

  /** Of two who open a session of one name at once the first has it. */
  private async claim(session: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.expect(request, response);
    const token = tokenOf(request) ?? '';
    const taken = this.open.get(session)?.token ?? this.claims.get(session);
    if (taken !== undefined && taken !== token) throw new HttpError('UNAUTHENTICATED');
    this.claims.set(session, token);
    response.once('close', () => this.claims.delete(session));
  }

  private async expect(request: IncomingMessage, answered: ServerResponse | Duplex): Promise<void> {
    const token = tokenOf(request);
    const admission = await this.settings.admit(token, request.headers['user-agent']);
    const mark = String(++this.last);
    const address = clientAddress(request, this.settings.trustedProxies);
    this.expected.set(mark, { admission, address, token: token ?? '' });
    answered.once('close', () => this.expected.delete(mark));
    const url = new URL(request.url ?? '/', 'http://localhost');
    url.searchParams.set(MARK, mark);
    request.url = `${url.pathname}${url.search}`;
  }

  private begin(connection: Connection): void {
    const url = new URL(connection.url, 'http://localhost');
    const expected = this.expected.get(url.searchParams.get(MARK) ?? '');
    if (expected === undefined) return void connection.close();
    const line = new SockJsLine(connection);
    const arrived = this.reception.begin(line, expected.address, expected.admission);
    line.onAlive = arrived.heard;
    const { session = '', transport } = SESSION.exec(url.pathname)?.groups ?? {};
    const open: Open = { line, token: expected.token };
    if (transport !== 'websocket') this.open.set(session, open);
    connection.on('data', (text: unknown) => hear(text, line, arrived));
    connection.once('close', () => {
      if (this.open.get(session) === open) this.open.delete(session);
      line.resume();
      arrived.gone();
    });
  }

  private refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (!(error instanceof HttpError)) this.logger.error('a SockJS call failed', error instanceof Error ? error.stack : String(error));
    const { status, message } = error instanceof HttpError ? error : new HttpError('INTERNAL');
    if (response.headersSent) return void response.destroy();
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    if (request.headers.origin !== undefined) response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Vary', 'Origin');
    response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' }).end(JSON.stringify({ status, message }));
  }
}

function hear(text: unknown, line: SockJsLine, { hear: tell }: Arrived): void {
  if (typeof text === 'string') tell(text);
  else line.close(1003, 'only texts');
}

function placeOf(request: IncomingMessage): { session: string; transport: string } | undefined {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const { session, transport } = SESSION.exec(pathname)?.groups ?? {};
  return session === undefined || transport === undefined ? undefined : { session, transport };
}

const BEARER = /^bearer +(?<token>[^ ]+) *$/i;

/** Of the address; a program that is no page may show it as a header. */
export function tokenOf({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  const inAddress = new URL(url, 'http://localhost').searchParams.get('token');
  return inAddress ?? BEARER.exec(headers.authorization ?? '')?.groups?.['token'];
}
