/** `stomp`: people with accounts, over SockJS or a plain WebSocket; whose a socket is says the token in its address. */
import type { Admission, Door } from '../door.js';
import type { Hall } from '../hall.js';
import type { Reception } from '../../stays/reception.js';
import { stompCalls } from './calls/stomp.calls.js';
import { SockJsTransports, tokenOf } from './sockjs-transports.js';
import { StompConversation } from './stomp-conversation.js';
import { StompHouse } from './stomp-house.js';

const PREFIX = '/ws-chat';
const PROTOCOLS = ['v12.stomp', 'v11.stomp', 'v10.stomp'];
/** Several frames may come in one text. */
const TEXT_FRAMES = 4;

function openStomp(hall: Hall, reception: Reception) {
  const { directory } = reception;
  const house = new StompHouse(hall, directory);
  const admit = async (token: string | undefined, userAgent: string | undefined): Promise<Admission> =>
    new StompConversation(house, await directory.authenticate(token, userAgent));
  const sockJs = new SockJsTransports(
    {
      prefix: PREFIX,
      trustedProxies: hall.env.MARU_TRUSTED_PROXIES,
      mostBytes: TEXT_FRAMES * directory.limits.frameBytes,
      admit,
    },
    reception,
  );
  return { admit, sockJs };
}

export const stomp: Door = {
  name: 'stomp',
  about:
    'whoever comes to /api/auth with an e-mail and a password has an account; such people write to each other without an invitation, and any page may call, and open /ws-chat with their token',
  open: (hall, reception) => {
    const { admit, sockJs } = openStomp(hall, reception);
    return {
      entrances: [
        {
          path: /^\/ws-chat(?:\/websocket)?\/?$/,
          protocols: PROTOCOLS,
          mostBytes: TEXT_FRAMES * reception.directory.limits.frameBytes,
          arrive: ({ query, authorization, userAgent }) =>
            admit(tokenOf({ url: `/?${query.toString()}`, headers: { authorization } }), userAgent),
        },
        { path: /^\/ws-chat\/[^/.]+\/[^/.]+\/websocket\/?$/, take: (request, socket, head) => sockJs.take(request, socket, head) },
      ],
      calls: new Map([...stompCalls(hall), [PREFIX, sockJs.listener]]),
    };
  },
};
