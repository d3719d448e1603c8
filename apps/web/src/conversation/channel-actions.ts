/** What can be done to a channel, each with its own word when it did not work. */
import type { AskedFrame } from '@maru/client';
import type { Notify } from '@maru/contracts';
import { useSession } from '../session/session.store.js';
import { reasonOf } from '../session/reasons.js';
import { useNotices } from '../ui/notices.store.js';

export function channelActions() {
  const session = useSession();
  const notices = useNotices();

  async function ask(frame: AskedFrame): Promise<boolean> {
    try {
      await session.client?.request(frame);
      return true;
    } catch (error) {
      notices.show(reasonOf(error));
      return false;
    }
  }
  return {
    setNotify: (channelId: number, notify: Notify) => ask({ type: 'SET_NOTIFY_REQUEST', channelId, notify }),
    rename: (channelId: number, title: string) => ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, title }),
    setPublic: (channelId: number, isPublic: boolean) => ask({ type: 'UPDATE_CHANNEL_REQUEST', channelId, public: isPublic }),
    remove: (channelId: number, username: string) => ask({ type: 'REMOVE_MEMBER_REQUEST', channelId, username }),
    handOver: (channelId: number, username: string) => ask({ type: 'HAND_OVER_REQUEST', channelId, username }),
    resetCode: (channelId: number) => ask({ type: 'RESET_CHANNEL_INVITE_CODE_REQUEST', channelId }),
    quit: (channelId: number) => ask({ type: 'QUIT_REQUEST', channelId }),
  };
}
