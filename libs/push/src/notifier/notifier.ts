/** What a person is told while away. One stands for all messages of its channel that wait: a device shows one per `collapseKey`. */
export interface Notification {
  /** The same at each attempt, so that whoever takes it can tell a repetition. */
  readonly notificationId: string;
  readonly collapseKey: string;
  readonly userId: number;
  readonly username: string;
  readonly devices: readonly string[];
  readonly channelId: number;
  readonly messageSequence: number;
  readonly title: string;
  readonly body: string;
  /** How many messages it stands for, of those that are unread. */
  readonly count: number;
}

/**
 * How notifications leave the house. A rejection is a failure: it is tried again later, with the same `notificationId`. A call that failed after
 * it was heard (a time-out) is a repetition then, which only the one who hears it can tell.
 */
export abstract class Notifier {
  abstract notify(notification: Notification): Promise<void>;
}
