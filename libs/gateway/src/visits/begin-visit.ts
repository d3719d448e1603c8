/** A visitor's line becomes one of our sockets: it is told what was said, and hears what is said from then on. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from '@maru/contracts';
import { Delivery, LIMITS, type Limits } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { RawData, WebSocket } from 'ws';
import { MakeSocket, textOf } from '../accept-socket/make-socket.js';
import { behindDoor } from '../dialects/dialect.js';
import type { Welcome } from '../dialects/door.js';
import { Hall } from '../dialects/hall.js';
import { WebSocketLine } from '../sockets/line.js';
import type { SocketSession } from '../sockets/sessions.js';
import { Sockets } from '../sockets/sockets.js';
import { Speech } from './speech.js';
import { Visit } from './visit.js';

@Injectable()
export class BeginVisit {
  private readonly logger = new Logger('Visits');
  private readonly byAddress = new Map<string, number>();

  constructor(
    private readonly makeSocket: MakeSocket,
    private readonly sockets: Sockets,
    private readonly speech: Speech,
    private readonly hall: Hall,
    private readonly delivery: Delivery,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Throws where one address has too many. What it returns counts this one no more. */
  count(address: string, connection: Duplex): () => void {
    const count = (this.byAddress.get(address) ?? 0) + 1;
    if (count > this.limits.guestSockets) throw new HttpError('RATE_LIMITED', { retryAfterMs: 1_000 });
    this.byAddress.set(address, count);
    let counts = true;
    const release = () => {
      if (!counts) return;
      counts = false;
      const left = (this.byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.byAddress.set(address, left);
      else this.byAddress.delete(address);
    };
    connection.once('close', release);
    return release;
  }

  begin(webSocket: WebSocket, request: IncomingMessage, address: string, welcome: Welcome): void {
    const line = new WebSocketLine(webSocket, request.socket);
    const socket = this.makeSocket.onLine(line, address, sessionOf(welcome), behindDoor(welcome.dialect), welcome.queues);
    const visit = new Visit(socket, welcome, this.speech);
    const heard = () => socket.heard(this.speech.now());
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      heard();
      if (isBinary) socket.close('BINARY_FRAME');
      else visit.hear(textOf(data));
    });
    webSocket.on('ping', heard);
    webSocket.on('pong', heard);
    webSocket.on('error', () => socket.terminateSoon());
    webSocket.once('close', () => void this.end(visit));
    socket.ready = this.enter(visit).catch((error: unknown) => {
      this.logger.warn(`a visit could not begin: ${error instanceof Error ? error.message : String(error)}`);
      visit.close(1011, 'try again');
    });
  }

  /** Heard first, read then: no message falls between the two, and none is told twice. */
  private async enter({ socket, welcome }: Visit): Promise<void> {
    const { channelId, replays = 0, guest } = welcome;
    if (replays > 0) socket.hold(channelId);
    const heard = this.sockets.visit(socket, channelId);
    // At once: what it hears is behind nothing.
    if (replays === 0) socket.greet();
    await heard;
    if (replays > 0) {
      const messages = await this.hall.readRoom(channelId, replays);
      const texts = messages.map(({ senderId, ...message }) => {
        const frame = { type: 'NOTIFY_MESSAGE', channelId: { id: channelId }, ...message };
        return socket.dialect.writeMessage(JSON.stringify(frame), senderId);
      });
      socket.greet(...texts);
      socket.replayed(channelId, messages.at(-1)?.messageSequence ?? 0);
      socket.release(channelId);
    }
    if (guest !== undefined) await this.tell(channelId, guest.username, true);
  }

  /** What it asked last is carried out; then its guests are members no more, and the others are told. */
  private async end(visit: Visit): Promise<void> {
    const { socket, welcome } = visit;
    const { channelId, guest } = welcome;
    socket.closed();
    this.sockets.endVisit(socket, channelId);
    await visit.idle();
    this.speech.leave(socket);
    this.sockets.forget(socket);
    if (guest === undefined) return;
    await this.tell(channelId, guest.username, false).catch((error: unknown) =>
      this.logger.warn(`a farewell was not told: ${String(error)}`),
    );
  }

  private tell(channelId: number, username: string, arrived: boolean): Promise<void> {
    return this.delivery.deliver([{ kind: 'visited', channelId, username, arrived, at: this.speech.now() }]);
  }
}

/** Nobody's: whoever speaks on it is named with each message, so that the writer hears himself as all others do. */
function sessionOf({ channelId }: Welcome): SocketSession {
  return {
    sessionId: 'visit',
    userId: 0,
    username: '',
    sockets: new Set(),
    visits: true,
    activeChannelId: channelId,
    expiresAt: Infinity,
    touchedAt: 0,
  };
}
