/** A worker, as the first process sees it: a child with a line of its own, on which it uses our platform. */
import { type ChildProcess, fork } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Beginning, host, Link } from '@maru/forwarded';
import type { Platform } from '@maru/ports';
import { handshakeOf } from './handshake.js';

/** Its line is an unnamed pair of sockets: nobody else can open it, it leaves nothing behind, and it breaks when either process ends. */
export const LINK_FD = 4;

/** Handed over one by one. Where so many wait the worker is stuck, or too busy for more. */
const MOST_ON_THE_WAY = 256;

export class WorkerProcess {
  private readonly link: Link;
  private readonly onTheWay = new Set<Socket>();
  /** Those that were handed over, and are open. */
  lines = 0;
  private isReady = false;
  /** Resolves when it has ended, however it did, and nothing remembers it. */
  readonly gone: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    readonly gatewayId: string,
    platform: Platform,
  ) {
    const line = child.stdio[LINK_FD];
    if (!(line instanceof Socket)) throw new Error(`no line to ${gatewayId}`);
    this.link = new Link(line);
    this.link.hear('worker.closed', () => void (this.lines -= 1));
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    // One that has lost its line is of no use any more.
    void this.link.closed.then(() => this.kill());
    this.gone = Promise.all([exited, host(this.link, platform)]).then(() => this.letGo());
  }

  static start(program: string, gatewayId: string, platform: Platform): WorkerProcess {
    const execArgv = process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
    const child = fork(program, [], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'] });
    return new WorkerProcess(child, gatewayId, platform);
  }

  get takesSockets(): boolean {
    return this.isReady && this.child.connected && this.onTheWay.size < MOST_ON_THE_WAY;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async begin(beginning: Beginning): Promise<void> {
    await this.link.ask('worker.begin', beginning);
    this.isReady = true;
  }

  /** From here on the line is the worker's. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!this.takesSockets || !(socket instanceof Socket)) return false;
    this.lines += 1;
    this.onTheWay.add(socket);
    this.child.send(handshakeOf(request, head), socket, (error) => {
      this.onTheWay.delete(socket);
      if (error !== null) socket.destroy();
    });
    return true;
  }

  numbers(): Promise<string> {
    return this.link.ask('worker.numbers', null);
  }

  /** It drains, and ends. */
  stop(): void {
    this.isReady = false;
    this.link.tell('worker.stop', null);
  }

  kill(): void {
    this.isReady = false;
    this.child.kill('SIGKILL');
  }

  /** Whoever was to be handed over comes again. */
  private letGo(): void {
    this.isReady = false;
    for (const socket of this.onTheWay) socket.destroy();
    this.onTheWay.clear();
  }
}
