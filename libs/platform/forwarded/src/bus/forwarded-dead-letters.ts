import { type DeadLetter, DeadLetters } from '@maru/ports';
import type { Link } from '../link/link.js';

export class ForwardedDeadLetters extends DeadLetters {
  constructor(private readonly link: Link) {
    super();
  }

  list(limit: number): Promise<readonly DeadLetter[]> {
    return this.link.ask('dead-letters.list', limit);
  }

  replay(id: string): Promise<'handled' | 'failed' | 'unknown'> {
    return this.link.ask('dead-letters.replay', id);
  }

  count(): Promise<number> {
    return this.link.ask('dead-letters.count', null);
  }
}
