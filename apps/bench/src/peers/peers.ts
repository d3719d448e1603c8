/** Others who tell many of what one says. None of them stores it, or asks who one is. */
import { type Handshake, handshake } from '../load/handshakes.js';
import { Program } from '../load/program.js';
import type { ReceiverSettings } from '../load/receivers.js';
import type { WriterKind } from '../load/writer-kinds.js';
import { startNatsServer } from './nats-server.js';

export interface RunningPeer {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly kind: WriterKind;
  /** Bytes of a message beside its content, where the writer must make them. */
  readonly extraBytes: number;
  start(): Promise<RunningPeer | undefined>;
  handshake(port: number): Handshake;
  readonly receiver: Partial<ReceiverSettings>;
}

const frame = { count: '{"type":"NOTIFY_MESSAGE"' };

export const peers: readonly Peer[] = [
  {
    name: 'ws loop',
    kind: 'ws',
    extraBytes: 0,
    start: () => startProgram('./bare-ws.program.js'),
    handshake: (port) => ({ port, path: '/' }),
    receiver: frame,
  },
  {
    name: 'Nest WsAdapter loop',
    kind: 'ws',
    extraBytes: 0,
    start: () => startProgram('./nest-ws.program.js'),
    handshake: (port) => ({ port, path: '/ws' }),
    receiver: frame,
  },
  {
    name: 'socket.io 4',
    kind: 'socket.io',
    extraBytes: 0,
    start: () => startProgram('./socket-io.program.js'),
    handshake: (port) => ({ port, path: '/socket.io/?EIO=4&transport=websocket' }),
    receiver: { hello: '40', ready: '40{', count: '42["message"' },
  },
  {
    name: 'nats-server',
    kind: 'nats',
    extraBytes: 125,
    start: startNatsServer,
    handshake: (port) => ({ port, path: '/' }),
    receiver: { kind: 'nats', hello: 'CONNECT {"verbose":false}\r\nSUB channel 1\r\nPING\r\n' },
  },
];

async function startProgram(file: string): Promise<RunningPeer> {
  const program = await Program.start(new URL(file, import.meta.url), {});
  const { port } = (await program.ask({})) as { port: number };
  return { port, pid: program.pid, close: () => program.close() };
}

/** The sockets and the writers of a peer, as those of Maru. */
export function receiversOf(peer: Peer, port: number, sockets: number): ReceiverSettings {
  return { ports: [port], sockets, handshakes: [handshake(peer.handshake(port))], ...peer.receiver };
}
