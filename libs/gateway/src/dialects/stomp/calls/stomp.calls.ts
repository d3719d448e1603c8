/** The HTTP calls of `stomp`. They show what they have in a header of their own, never in a cookie: so any page may call. */
import type { RequestListener } from 'node:http';
import { answerCalls } from '../../calls/answer-calls.js';
import type { Hall } from '../../hall.js';
import { accountCalls } from './account.calls.js';
import { admitCaller } from './caller.js';
import { tellAccountFailure, tellFailure } from './failures.js';
import { historyCalls } from './history.calls.js';
import { roomCalls } from './room.calls.js';

const mayCall = () => true;

export function stompCalls(hall: Hall): ReadonlyMap<string, RequestListener> {
  const chat = [...roomCalls(hall), ...historyCalls(hall)];
  return new Map([
    ['/api/auth', answerCalls(accountCalls(hall), { mayCall, tell: tellAccountFailure })],
    ['/api/chat', answerCalls(chat, { mayCall, enter: (request) => admitCaller(hall, request), tell: tellFailure })],
  ]);
}
