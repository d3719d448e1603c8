import { Module } from '@nestjs/common';
import { AcceptHandler } from './accept/accept.handler.js';
import { AdmitUserWhenUserRegistered } from './admit-user/admit-user-when-user-registered.listener.js';
import { AreConnectedHandler } from './are-connected/are-connected.handler.js';
import { ConnectHandler } from './connect/connect.handler.js';
import { ConnectionUsers } from './connection-users.js';
import { DirectChannels } from './direct-channels.js';
import { DisconnectHandler } from './disconnect/disconnect.handler.js';
import { Parting } from './disconnect/parting.js';
import { EndConnectionsWhenUserUnregistered } from './end-connections/end-connections-when-user-unregistered.listener.js';
import { ExportDataHandler } from './export-data/export-data.handler.js';
import { FetchConnectionsHandler } from './fetch-connections/fetch-connections.handler.js';
import { FetchUserInviteCodeHandler } from './fetch-user-invite-code/fetch-user-invite-code.handler.js';
import { FindFriendsHandler } from './find-friends/find-friends.handler.js';
import { InviteHandler } from './invite/invite.handler.js';
import { Pairs } from './pairs.js';
import { Profiles } from './profiles.js';
import { RejectHandler } from './reject/reject.handler.js';
import { ResetUserInviteCodeHandler } from './reset-user-invite-code/reset-user-invite-code.handler.js';
import { TellProfileWhenProfileChanged } from './tell-profile/tell-profile-when-profile-changed.listener.js';

@Module({
  controllers: [
    InviteHandler,
    AcceptHandler,
    RejectHandler,
    DisconnectHandler,
    ResetUserInviteCodeHandler,
    FetchUserInviteCodeHandler,
    FetchConnectionsHandler,
    FindFriendsHandler,
    AreConnectedHandler,
    ConnectHandler,
    ExportDataHandler,
    AdmitUserWhenUserRegistered,
    EndConnectionsWhenUserUnregistered,
    TellProfileWhenProfileChanged,
  ],
  providers: [ConnectionUsers, Pairs, DirectChannels, Parting, Profiles],
})
export class ConnectionModule {}
