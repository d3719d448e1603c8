import { ENV } from '@maru/ports';
import { Module } from '@nestjs/common';
import { AddDeviceWhenUserRegistered } from './add-device/add-device-when-user-registered.listener.js';
import { ExportDataHandler } from './export-data/export-data.handler.js';
import { ForgetUserWhenUserUnregistered } from './forget-user/forget-user-when-user-unregistered.listener.js';
import { NotifyOfflineWhenMessageWritten } from './notify-offline-when-message-written/notify-offline-when-message-written.listener.js';
import { RecordNotifications } from './notify-offline-when-message-written/record-notifications.js';
import { LogNotifier } from './notifier/log.notifier.js';
import { Notifier } from './notifier/notifier.js';
import { WebhookNotifier } from './notifier/webhook.notifier.js';
import type { PushEnv } from './push.env.js';
import { OldNotifications } from './send-notifications/old-notifications.js';
import { PushRounds } from './send-notifications/push-rounds.js';
import { SendNotifications } from './send-notifications/send-notifications.js';
import { StillWanted } from './send-notifications/still-wanted.js';
import { WaitingNotifications } from './send-notifications/waiting-notifications.js';

const notifier = {
  provide: Notifier,
  inject: [ENV],
  useFactory: (env: PushEnv): Notifier => {
    if (env.MARU_PUSH_NOTIFIER === 'log') return new LogNotifier();
    if (env.MARU_PUSH_WEBHOOK_URL === undefined) throw new Error('MARU_PUSH_NOTIFIER=webhook needs MARU_PUSH_WEBHOOK_URL');
    return new WebhookNotifier(env.MARU_PUSH_WEBHOOK_URL, env.MARU_PUSH_WEBHOOK_TIMEOUT_MS);
  },
};

@Module({
  controllers: [NotifyOfflineWhenMessageWritten, AddDeviceWhenUserRegistered, ForgetUserWhenUserUnregistered, ExportDataHandler],
  providers: [notifier, RecordNotifications, SendNotifications, WaitingNotifications, OldNotifications, StillWanted, PushRounds],
})
export class PushModule {}
