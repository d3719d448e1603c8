/** Channels: changes become commands, reading becomes queries. */
import {
  FetchChannelInviteCodeQuery,
  FetchChannelsQuery,
  FetchMembersQuery,
  FetchPublicChannelsQuery,
  channelCommands,
} from '@maru/contracts';
import type { ChannelCommand, RequestFrame } from '@maru/contracts';
import { Queries, recordOf } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Frame } from './frame.decorator.js';
import type { Asking, Reply } from './frame.decorator.js';
import { Tries } from './tries.js';

function command(value: ChannelCommand): Reply {
  return { command: recordOf(channelCommands, value) };
}

@Injectable()
export class ChannelFrames {
  constructor(
    private readonly queries: Queries,
    private readonly tries: Tries,
  ) {}

  @Frame('CREATE_REQUEST')
  async create({ type: _type, ...wish }: RequestFrame<'CREATE_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'Create', ...stamp, ...wish });
  }

  @Frame('UPDATE_CHANNEL_REQUEST')
  async update({ channelId, title, public: isPublic }: RequestFrame<'UPDATE_CHANNEL_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'UpdateChannel', ...stamp, channelId, title, public: isPublic });
  }

  @Frame('FETCH_CHANNELS_REQUEST')
  async fetchChannels(_frame: RequestFrame<'FETCH_CHANNELS_REQUEST'>, { person }: Asking): Promise<Reply> {
    return { answer: { type: 'FETCH_CHANNELS_RESPONSE', ...(await this.queries.ask(FetchChannelsQuery, { person })) } };
  }

  @Frame('FETCH_PUBLIC_CHANNELS_REQUEST')
  async fetchPublicChannels({ query, cursor }: RequestFrame<'FETCH_PUBLIC_CHANNELS_REQUEST'>, { person }: Asking): Promise<Reply> {
    const found = await this.queries.ask(FetchPublicChannelsQuery, { person, query, cursor });
    return { answer: { type: 'FETCH_PUBLIC_CHANNELS_RESPONSE', ...found } };
  }

  @Frame('FETCH_CHANNEL_INVITE_CODE_REQUEST')
  async fetchInviteCode({ channelId }: RequestFrame<'FETCH_CHANNEL_INVITE_CODE_REQUEST'>, { person }: Asking): Promise<Reply> {
    const found = await this.queries.ask(FetchChannelInviteCodeQuery, { person, channelId });
    return { answer: { type: 'FETCH_CHANNEL_INVITE_CODE_RESPONSE', ...found } };
  }

  @Frame('RESET_CHANNEL_INVITE_CODE_REQUEST')
  async resetInviteCode({ channelId }: RequestFrame<'RESET_CHANNEL_INVITE_CODE_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'ResetChannelInviteCode', ...stamp, channelId });
  }

  @Frame('JOIN_REQUEST')
  async join({ inviteCode, channelId }: RequestFrame<'JOIN_REQUEST'>, { stamp, socket }: Asking): Promise<Reply> {
    if (inviteCode !== undefined) await this.tries.inviteCode(socket.address);
    return command({ type: 'Join', ...stamp, inviteCode, channelId });
  }

  @Frame('ENTER_REQUEST')
  async enter({ channelId }: RequestFrame<'ENTER_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'Enter', ...stamp, channelId });
  }

  @Frame('LEAVE_REQUEST')
  async leave(_frame: RequestFrame<'LEAVE_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'Leave', ...stamp });
  }

  @Frame('QUIT_REQUEST')
  async quit({ channelId }: RequestFrame<'QUIT_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'Quit', ...stamp, channelId });
  }

  @Frame('REMOVE_MEMBER_REQUEST')
  async removeMember({ channelId, username }: RequestFrame<'REMOVE_MEMBER_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'RemoveMember', ...stamp, channelId, username });
  }

  @Frame('HAND_OVER_REQUEST')
  async handOver({ channelId, username }: RequestFrame<'HAND_OVER_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'HandOver', ...stamp, channelId, username });
  }

  @Frame('SET_NOTIFY_REQUEST')
  async setNotify({ channelId, notify }: RequestFrame<'SET_NOTIFY_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return command({ type: 'SetNotify', ...stamp, channelId, notify });
  }

  @Frame('FETCH_MEMBERS_REQUEST')
  async fetchMembers({ channelId, cursor }: RequestFrame<'FETCH_MEMBERS_REQUEST'>, { person }: Asking): Promise<Reply> {
    const found = await this.queries.ask(FetchMembersQuery, { person, channelId, cursor });
    return { answer: { type: 'FETCH_MEMBERS_RESPONSE', ...found } };
  }
}
