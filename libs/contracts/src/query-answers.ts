/** The answers of queries that become frames: the frame's fields without its `type`, which the gateway writes first. */
import { z } from 'zod';
import { ChannelView, FetchChannelInviteCodeResponse, FetchMembersResponse, FetchPublicChannelsResponse } from './frames/channels.js';
import { FetchConnectionsResponse, FetchUserInviteCodeResponse } from './frames/connections.js';
import { FetchMessagesResponse, MessageView, SearchMessagesResponse } from './frames/messages.js';

const withoutType = { type: true, requestId: true } as const;

export const AnswerSchemas = {
  userInviteCode: FetchUserInviteCodeResponse.omit(withoutType),
  connections: FetchConnectionsResponse.omit(withoutType),
  channels: z.object({ channels: z.array(ChannelView) }),
  publicChannels: FetchPublicChannelsResponse.omit(withoutType),
  channelInviteCode: FetchChannelInviteCodeResponse.omit(withoutType),
  members: FetchMembersResponse.omit(withoutType),
  messages: FetchMessagesResponse.omit(withoutType),
  foundMessages: SearchMessagesResponse.omit(withoutType),
  lastMessage: MessageView,
};
