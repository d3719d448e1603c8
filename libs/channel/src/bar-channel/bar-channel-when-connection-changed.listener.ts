import { type ConnectionAccepted, connectionEvents, type ConnectionEnded } from '@maru/contracts';
import { On } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { ChannelBars } from './channel-bars.js';

@Controller()
export class BarChannelWhenConnectionChangedListener {
  constructor(private readonly bars: ChannelBars) {}

  @On(connectionEvents, 'ConnectionAccepted')
  async unbar({ partnerA, partnerB, version }: ConnectionAccepted): Promise<void> {
    await this.bars.set([partnerA.userId, partnerB.userId], false, version);
  }

  @On(connectionEvents, 'ConnectionEnded')
  async bar({ partnerA, partnerB, version }: ConnectionEnded): Promise<void> {
    await this.bars.set([partnerA.userId, partnerB.userId], true, version);
  }
}
