import { Module } from '@nestjs/common';
import { ActiveChannels } from './active-channels.js';
import { BarChannelWhenConnectionChangedListener } from './bar-channel/bar-channel-when-connection-changed.listener.js';
import { ChannelBars } from './bar-channel/channel-bars.js';
import { Commands } from './commands.js';
import { FindPublicChannelHandler } from './common-channels/find-public-channel.handler.js';
import { FindPublicMembersHandler } from './common-channels/find-public-members.handler.js';
import { OpenCommonChannelHandler } from './common-channels/open-common-channel.handler.js';
import { CreateDirect } from './create/create-direct.js';
import { CreateGroup } from './create/create-group.js';
import { CreatePlans } from './create/create-plans.js';
import { CreateHandler } from './create/create.handler.js';
import { DescribeChannelHandler } from './describe-channel/describe-channel.handler.js';
import { EndMembershipsWhenUserUnregisteredListener } from './end-memberships/end-memberships-when-user-unregistered.listener.js';
import { EnterHandler } from './enter/enter.handler.js';
import { ExportDataHandler } from './export-data/export-data.handler.js';
import { FetchChannelInviteCodeHandler } from './fetch-channel-invite-code/fetch-channel-invite-code.handler.js';
import { FetchChannelsHandler } from './fetch-channels/fetch-channels.handler.js';
import { FetchMembersHandler } from './fetch-members/fetch-members.handler.js';
import { FetchPublicChannelsHandler } from './fetch-public-channels/fetch-public-channels.handler.js';
import { FilterReadableHandler } from './filter-readable/filter-readable.handler.js';
import { FindActiveChannelHandler } from './find-active-channel/find-active-channel.handler.js';
import { FindDirectChannelHandler } from './find-direct-channel/find-direct-channel.handler.js';
import { FindMembershipsHandler } from './find-memberships/find-memberships.handler.js';
import { FindNotifiedHandler } from './find-notified/find-notified.handler.js';
import { HandOverHandler } from './hand-over/hand-over.handler.js';
import { JoinHandler } from './join/join.handler.js';
import { LeaveHandler } from './leave/leave.handler.js';
import { MembershipNews } from './membership-news.js';
import { Memberships } from './memberships.js';
import { Neighbours } from './neighbours.js';
import { QuitChannel } from './quit/quit-channel.js';
import { QuitHandler } from './quit/quit.handler.js';
import { RemoveMemberHandler } from './remove-member/remove-member.handler.js';
import { RequestLog } from './request-log.js';
import { ResetChannelInviteCodeHandler } from './reset-channel-invite-code/reset-channel-invite-code.handler.js';
import { SetNotifyHandler } from './set-notify/set-notify.handler.js';
import { UpdateChannelHandler } from './update-channel/update-channel.handler.js';

@Module({
  controllers: [
    // commands
    CreateHandler,
    UpdateChannelHandler,
    ResetChannelInviteCodeHandler,
    JoinHandler,
    EnterHandler,
    LeaveHandler,
    QuitHandler,
    RemoveMemberHandler,
    HandOverHandler,
    SetNotifyHandler,
    // queries
    FetchChannelsHandler,
    FetchPublicChannelsHandler,
    FetchChannelInviteCodeHandler,
    FetchMembersHandler,
    FindMembershipsHandler,
    FindActiveChannelHandler,
    FilterReadableHandler,
    FindDirectChannelHandler,
    FindNotifiedHandler,
    DescribeChannelHandler,
    FindPublicChannelHandler,
    FindPublicMembersHandler,
    OpenCommonChannelHandler,
    ExportDataHandler,
    // events
    BarChannelWhenConnectionChangedListener,
    EndMembershipsWhenUserUnregisteredListener,
  ],
  providers: [
    ActiveChannels,
    ChannelBars,
    Commands,
    CreateDirect,
    CreateGroup,
    CreatePlans,
    MembershipNews,
    Memberships,
    Neighbours,
    QuitChannel,
    RequestLog,
  ],
})
export class ChannelModule {}
