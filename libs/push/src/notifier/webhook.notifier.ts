import { type Notification, Notifier } from './notifier.js';

/** Posts each notification as JSON. Any 2xx means that it was taken. */
export class WebhookNotifier extends Notifier {
  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  async notify(notification: Notification): Promise<void> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': notification.notificationId },
      body: JSON.stringify(notification),
      redirect: 'error',
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
  }
}
