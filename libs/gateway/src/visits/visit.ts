/** One visitor's socket: what its client says, and what its dialect makes of that. */
import type { Person, Refusal } from '@maru/contracts';
import type { Welcome } from '../dialects/door.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Hearing } from './hearing.js';
import type { Said, Speech } from './speech.js';

export class Visit extends Hearing {
  constructor(
    socket: ClientSocket,
    readonly welcome: Welcome,
    private readonly speech: Speech,
  ) {
    super(socket);
  }

  /** Resolves when it is written, and everybody is being told, or to why not. */
  say(guest: Person, said: Said): Promise<Refusal | undefined> {
    return this.speech.say(this.socket, this.welcome.channelId, guest, said);
  }

  protected understand(text: string): Promise<void> {
    return this.welcome.hears(text, this);
  }
}
