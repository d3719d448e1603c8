/** The gateway: sockets on one side, commands, queries and deliveries on the other. It holds no rule of the business. */
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AcceptSocket } from './accept-socket/accept-socket.js';
import { Greeting } from './accept-socket/greeting.js';
import { MakeSocket } from './accept-socket/make-socket.js';
import { OpenSocket } from './accept-socket/open-socket.js';
import { SocketCount } from './accept-socket/socket-count.js';
import { SocketServer } from './accept-socket/socket-server.js';
import { ApplyDeliveries } from './apply-deliveries/apply-deliveries.js';
import { Drain } from './drain/drain.js';
import { Lanes } from './fan-out/lanes.js';
import { FollowPresence } from './follow-presence/follow-presence.js';
import { ChannelFrames } from './frames/channel.frames.js';
import { ConnectionFrames } from './frames/connection.frames.js';
import { FrameHandlers } from './frames/frame-handlers.js';
import { Tries } from './frames/tries.js';
import { MessageFrames } from './frames/message.frames.js';
import { SessionFrames } from './frames/session.frames.js';
import { Heartbeat } from './heartbeat/heartbeat.js';
import { GatewayNumbers } from './numbers/gateway-numbers.js';
import { ReplayChannels } from './resume/replay-channels.js';
import { Sessions } from './sockets/sessions.js';
import { Sockets } from './sockets/sockets.js';
import { RateLimits } from './turns/rate-limits.js';
import { Requests } from './turns/requests.js';
import { TakeFrame } from './turns/take-frame.js';

@Module({
  providers: [
    AcceptSocket,
    OpenSocket,
    MakeSocket,
    Greeting,
    SocketCount,
    SocketServer,
    Sockets,
    Sessions,
    Lanes,
    GatewayNumbers,
    TakeFrame,
    Requests,
    RateLimits,
    FrameHandlers,
    ConnectionFrames,
    ChannelFrames,
    MessageFrames,
    SessionFrames,
    Tries,
    ReplayChannels,
    FollowPresence,
    ApplyDeliveries,
    Heartbeat,
    Drain,
  ],
})
export class GatewayModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly acceptSocket: AcceptSocket,
    private readonly sockets: Sockets,
    private readonly deliveries: ApplyDeliveries,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.sockets.attach(this.deliveries);
    this.acceptSocket.listen();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sockets.detach();
  }
}
