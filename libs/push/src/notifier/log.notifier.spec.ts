import { Logger } from '@nestjs/common';
import { expect, it, vi } from 'vitest';
import { LogNotifier } from './log.notifier.js';

it('says who is told of what, and nothing of what was written', async () => {
  const log = vi.spyOn(Logger.prototype, 'log').mockReturnValue();
  await new LogNotifier().notify({
    notificationId: '9',
    collapseKey: 'channel-4',
    userId: 2,
    username: 'bob',
    devices: ['mock'],
    channelId: 4,
    messageSequence: 12,
    title: 'the plan',
    body: 'alice: nobody must know',
    count: 3,
  });
  expect(log.mock.calls).toEqual([['notification 9 for bob: 3 new in channel 4, up to message 12']]);
  log.mockRestore();
});
