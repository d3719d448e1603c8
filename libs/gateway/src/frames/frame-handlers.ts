/** Every request of the book has one method, found when the gateway starts: a frame without one does not let it start. */
import { type RequestFrame, type RequestType, requests } from '@maru/contracts';
import { Ids } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ClientSocket } from '../sockets/client-socket.js';
import type { Turn } from '../turns/turns.js';
import { ChannelFrames } from './channel.frames.js';
import { ConnectionFrames } from './connection.frames.js';
import { framesOf } from './frame.decorator.js';
import type { Asking, FrameMethod, Reply } from './frame.decorator.js';
import { MessageFrames } from './message.frames.js';
import { SessionFrames } from './session.frames.js';

@Injectable()
export class FrameHandlers {
  private readonly methods = new Map<RequestType, FrameMethod>();

  constructor(
    connections: ConnectionFrames,
    channels: ChannelFrames,
    messages: MessageFrames,
    session: SessionFrames,
    private readonly ids: Ids,
  ) {
    for (const room of [connections, channels, messages, session]) this.add(room);
    const missing = (Object.keys(requests) as RequestType[]).filter((type) => !this.methods.has(type));
    if (missing.length > 0) throw new Error(`no method takes ${missing.join(', ')}`);
  }

  handle(frame: RequestFrame, socket: ClientSocket, turn: Turn): Promise<Reply> {
    const method = this.methods.get(frame.type) as FrameMethod;
    return method(frame, this.asking(socket, turn));
  }

  private add(room: object): void {
    for (const [type, key] of framesOf(Object.getPrototypeOf(room) as object)) {
      if (this.methods.has(type)) throw new Error(`two methods take ${type}`);
      this.methods.set(type, (Reflect.get(room, key) as FrameMethod).bind(room));
    }
  }

  private asking(socket: ClientSocket, turn: Turn): Asking {
    const { userId, username, sessionId } = socket;
    const asker = { userId, username, sessionId, gatewayId: socket.gatewayId, socketId: socket.id, reference: turn.reference };
    return { asker, socket, person: { userId, username }, stamp: { v: 1, commandId: this.ids.unique(), asker, at: turn.askedAt } };
  }
}
