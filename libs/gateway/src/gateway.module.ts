/** The gateway: sockets on one side, commands, queries and deliveries on the other. It holds no rule of the business. */
import { ENV } from '@maru/ports';
import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AcceptSocket } from './accept-socket/accept-socket.js';
import { Greeting } from './accept-socket/greeting.js';
import { MakeSocket } from './accept-socket/make-socket.js';
import { OpenSocket } from './accept-socket/open-socket.js';
import { SocketCount } from './accept-socket/socket-count.js';
import { SocketServer } from './accept-socket/socket-server.js';
import { ApplyDeliveries } from './apply-deliveries/apply-deliveries.js';
import { doors } from './dialects/doors.js';
import { Hall } from './dialects/hall.js';
import { HallAccounts } from './dialects/hall-accounts.js';
import { HallPeople } from './dialects/hall-people.js';
import { Drain } from './drain/drain.js';
import { Errands } from './errands/errands.js';
import { Lanes } from './fan-out/lanes.js';
import { FollowPresence } from './follow-presence/follow-presence.js';
import { ChannelFrames } from './frames/channel.frames.js';
import { ConnectionFrames } from './frames/connection.frames.js';
import { FrameHandlers } from './frames/frame-handlers.js';
import { Tries } from './frames/tries.js';
import { MessageFrames } from './frames/message.frames.js';
import { SessionFrames } from './frames/session.frames.js';
import type { GatewayEnv } from './gateway.env.js';
import { Heartbeat } from './heartbeat/heartbeat.js';
import { GatewayNumbers } from './numbers/gateway-numbers.js';
import { ReplayChannels } from './resume/replay-channels.js';
import { Sessions } from './sockets/sessions.js';
import { Sockets } from './sockets/sockets.js';
import { Directory } from './stays/directory.js';
import { Petitions } from './stays/petitions.js';
import { Reception } from './stays/reception.js';
import { RateLimits } from './turns/rate-limits.js';
import { Requests } from './turns/requests.js';
import { TakeFrame } from './turns/take-frame.js';
import { BeginVisit } from './visits/begin-visit.js';
import { OpenDoors } from './visits/open-doors.js';
import { Speech } from './visits/speech.js';
import { TakeIn } from './visits/take-in.js';

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
    OpenDoors,
    TakeIn,
    BeginVisit,
    Speech,
    Hall,
    Directory,
    Petitions,
    Reception,
    HallPeople,
    HallAccounts,
    Errands,
  ],
})
export class GatewayModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly acceptSocket: AcceptSocket,
    private readonly sockets: Sockets,
    private readonly deliveries: ApplyDeliveries,
    private readonly openDoors: OpenDoors,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.sockets.attach(this.deliveries);
    this.acceptSocket.listen();
    this.openDoors.open(doors.filter(({ name }) => this.env.MARU_DIALECTS.includes(name)));
  }

  async onModuleDestroy(): Promise<void> {
    await this.sockets.detach();
  }
}
