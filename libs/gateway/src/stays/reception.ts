/** Where a line behind a door becomes one of a session's sockets: counted, greeted and heard as any other. */
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { RawData, WebSocket } from 'ws';
import { MakeSocket, textOf } from '../accept-socket/make-socket.js';
import { OpenSocket } from '../accept-socket/open-socket.js';
import { behindDoor } from '../dialects/dialect.js';
import type { Admission } from '../dialects/door.js';
import { type Line, WebSocketLine } from '../sockets/line.js';
import { Sessions } from '../sockets/sessions.js';
import { Sockets } from '../sockets/sockets.js';
import { Directory } from './directory.js';
import { Petitions } from './petitions.js';
import { Stay } from './stay.js';

/** Whoever has the line tells what comes over it. */
export interface Arrived {
  readonly hear: (text: string) => void;
  /** Its client lives, though it said nothing. */
  readonly heard: () => void;
  /** It is about to be gone. */
  readonly breaks: () => void;
  readonly gone: () => void;
}

@Injectable()
export class Reception {
  constructor(
    private readonly makeSocket: MakeSocket,
    private readonly openSocket: OpenSocket,
    private readonly sessions: Sessions,
    private readonly sockets: Sockets,
    private readonly petitions: Petitions,
    readonly directory: Directory,
  ) {}

  begin(line: Line, address: string, admission: Admission): Arrived {
    const { session, dialect } = admission;
    const socket = this.makeSocket.onLine(admission.wrap?.(line) ?? line, address, this.sessions.stateOf(session), behindDoor(dialect));
    const stay = new Stay(socket, admission, this.sockets, this.petitions);
    const { promise: going, resolve: gone } = Promise.withResolvers<void>();
    this.openSocket.enter(socket, (call) => void going.then(call));
    admission.begins?.(stay);
    void going.then(() => admission.gone?.());
    return {
      hear: (text) => {
        socket.heard(this.directory.now());
        stay.hear(text);
      },
      heard: () => socket.heard(this.directory.now()),
      breaks: () => socket.terminateSoon(),
      gone,
    };
  }

  beginWebSocket(webSocket: WebSocket, request: IncomingMessage, address: string, admission: Admission): void {
    const { hear, heard, breaks, gone } = this.begin(new WebSocketLine(webSocket, request.socket), address, admission);
    webSocket.on('message', (data: RawData) => hear(textOf(data)));
    webSocket.on('ping', heard);
    webSocket.on('pong', heard);
    webSocket.on('error', breaks);
    webSocket.once('close', gone);
  }
}
