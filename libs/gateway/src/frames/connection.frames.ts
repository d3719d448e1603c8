/** Friends: changes become commands, reading becomes queries. */
import { FetchConnectionsQuery, FetchUserInviteCodeQuery, connectionCommands } from '@maru/contracts';
import type { RequestFrame } from '@maru/contracts';
import { Queries, recordOf } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Tries } from './tries.js';
import { Frame } from './frame.decorator.js';
import type { Asking, Reply } from './frame.decorator.js';

@Injectable()
export class ConnectionFrames {
  constructor(
    private readonly queries: Queries,
    private readonly tries: Tries,
  ) {}

  @Frame('FETCH_USER_INVITE_CODE_REQUEST')
  async fetchUserInviteCode(_frame: RequestFrame<'FETCH_USER_INVITE_CODE_REQUEST'>, { person }: Asking): Promise<Reply> {
    const found = await this.queries.ask(FetchUserInviteCodeQuery, { person });
    return { answer: { type: 'FETCH_USER_INVITE_CODE_RESPONSE', ...found } };
  }

  @Frame('RESET_USER_INVITE_CODE_REQUEST')
  async resetUserInviteCode(_frame: RequestFrame<'RESET_USER_INVITE_CODE_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return { command: recordOf(connectionCommands, { type: 'ResetUserInviteCode', ...stamp }) };
  }

  @Frame('INVITE_REQUEST')
  async invite({ userInviteCode }: RequestFrame<'INVITE_REQUEST'>, { stamp, socket }: Asking): Promise<Reply> {
    await this.tries.inviteCode(socket.address);
    return { command: recordOf(connectionCommands, { type: 'Invite', ...stamp, userInviteCode }) };
  }

  @Frame('ACCEPT_REQUEST')
  async accept({ username }: RequestFrame<'ACCEPT_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return { command: recordOf(connectionCommands, { type: 'Accept', ...stamp, username }) };
  }

  @Frame('REJECT_REQUEST')
  async reject({ username }: RequestFrame<'REJECT_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return { command: recordOf(connectionCommands, { type: 'Reject', ...stamp, username }) };
  }

  @Frame('DISCONNECT_REQUEST')
  async disconnect({ username }: RequestFrame<'DISCONNECT_REQUEST'>, { stamp }: Asking): Promise<Reply> {
    return { command: recordOf(connectionCommands, { type: 'Disconnect', ...stamp, username }) };
  }

  @Frame('FETCH_CONNECTIONS_REQUEST')
  async fetchConnections({ status }: RequestFrame<'FETCH_CONNECTIONS_REQUEST'>, { person }: Asking): Promise<Reply> {
    const found = await this.queries.ask(FetchConnectionsQuery, { person, status });
    return { answer: { type: 'FETCH_CONNECTIONS_RESPONSE', ...found } };
  }
}
