/** What all STOMP sockets of a gateway share. */
import type { Directory } from '../../stays/directory.js';
import type { Stay } from '../../stays/stay.js';
import type { Hall } from '../hall.js';
import { HeartBeats } from './heart-beats.js';
import { Scribe } from './scribe.js';
import { StompErrands } from './stomp-errands.js';

export class StompHouse {
  readonly scribe: Scribe;
  readonly heartBeats: HeartBeats;
  readonly errands: StompErrands;

  constructor(
    private readonly hall: Hall,
    readonly directory: Directory,
  ) {
    this.scribe = new Scribe(directory);
    this.heartBeats = new HeartBeats(directory.clock);
    this.errands = new StompErrands(hall, directory);
  }

  /** Whether this room may be heard: a public one by anybody, also where he is a member, and quits; else by its members. */
  async letHear(channelId: number, stay: Stay): Promise<boolean> {
    const isPublic = async () => (await this.hall.findRoom({ channelId })) !== undefined;
    if (!(await isPublic())) return stay.isMember(channelId);
    await stay.overhear(channelId);
    // It may have been closed to strangers before it was heard.
    if (await isPublic()) return true;
    stay.overhearNoMore(channelId);
    return stay.isMember(channelId);
  }
}
