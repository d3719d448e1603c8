/** What this service says, and to whose sockets. */
import type { AnswerFrame, Asker, Delivered, NotificationFrame } from '@maru/contracts';

export function answer(to: Asker, frame: AnswerFrame): Delivered {
  return { kind: 'answer', to, frame: JSON.stringify(frame) };
}

export function toUser(userId: number, frame: NotificationFrame): Delivered {
  return { kind: 'user', userId, frame: JSON.stringify(frame) };
}

/** To the sockets of the one who asked, but for the one that gets the answer. */
export function toMyOthers({ userId, gatewayId, socketId }: Asker, frame: NotificationFrame): Delivered {
  return { kind: 'user', userId, frame: JSON.stringify(frame), except: { gatewayId, socketId } };
}
