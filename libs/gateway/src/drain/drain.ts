/** Going away in order: told first, then what was asked is answered, then closed. Clients come back elsewhere, not all at once. */
import { Clock, Lifecycle } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { SocketServer } from '../accept-socket/socket-server.js';
import { Lanes } from '../fan-out/lanes.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Sockets } from '../sockets/sockets.js';

const SOONEST_RETURN_MS = 500;
const RETURN_SPREAD_MS = 2_500;
/** How long answers are waited for: within the time that a process has to stop, and the 10 s of the protocol. */
const PATIENCE_MS = 2_500;

@Injectable()
export class Drain {
  constructor(
    private readonly sockets: Sockets,
    private readonly lanes: Lanes,
    private readonly server: SocketServer,
    private readonly clock: Clock,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onDrain('gateway', () => this.drain());
  }

  async drain(): Promise<void> {
    this.server.close();
    const sockets = [...this.sockets.all()];
    for (const socket of sockets) this.announce(socket);
    const answered = Promise.all(sockets.map((socket) => socket.turns.idle()));
    await Promise.race([answered, this.clock.sleep(PATIENCE_MS)]);
    this.lanes.flush();
    for (const socket of sockets) socket.close('DRAINING');
  }

  private announce(socket: ClientSocket): void {
    const reconnectInMs = Math.round(SOONEST_RETURN_MS + Math.random() * RETURN_SPREAD_MS);
    if (socket.dialect.greets) socket.notify(JSON.stringify({ type: 'GOING_AWAY', reconnectInMs }));
  }
}
