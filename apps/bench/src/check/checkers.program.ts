/** Those who judge: real clients, which look at every message, on the wire and behind the SDK, for holes, order and what comes twice. */
import { connect, MaruHttp, type OpenSocket, openWebSocket } from '@maru/client';
import { serve } from '../load/program.js';
import type { Checked } from './checkers.js';
import { SequenceCheck } from './sequence-check.js';

export interface CheckerSettings {
  readonly url: string;
  readonly people: readonly { readonly username: string; readonly password: string }[];
  readonly channelId: number;
}

/** The frames of a channel as they come over the line; a new line begins anew. */
function listening(channelId: number, wire: SequenceCheck): OpenSocket {
  return (url, subprotocol, listener) => {
    wire.beginAnew();
    return openWebSocket(url, subprotocol, {
      closed: (code) => listener.closed(code),
      heard: (text) => {
        if (text.startsWith('{"type":"NOTIFY_MESSAGE"')) {
          const frame = JSON.parse(text) as { channelId: { id: number }; messageSequence: number };
          if (frame.channelId.id === channelId) wire.see(frame.messageSequence);
        }
        listener.heard(text);
      },
    });
  };
}

await serve(async (settings) => {
  const { url, people, channelId } = settings as CheckerSettings;
  const checks: SequenceCheck[] = [];
  for (const { username, password } of people) {
    const http = new MaruHttp(url);
    await http.login(username, password);
    const [wire, timeline] = [new SequenceCheck(), new SequenceCheck()];
    checks.push(wire, timeline);
    const client = connect({ http, openSocket: listening(channelId, wire) });
    client.on('message', (event) => {
      if (event.channelId === channelId) timeline.see(event.message.messageSequence);
    });
    await client.whenLive();
  }
  return async (): Promise<Checked> => {
    const sum = (count: (check: SequenceCheck) => number) => checks.reduce((total, check) => total + count(check), 0);
    return {
      clients: people.length,
      messages: sum(({ seen }) => seen),
      holes: sum(({ holes }) => holes),
      repeated: sum(({ repeated }) => repeated),
      last: Math.min(...checks.map(({ last }) => last ?? 0)),
    };
  };
});
