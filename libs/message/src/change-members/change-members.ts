/** Who belongs to a channel, among its messages: what comes behind is judged by it. Each may come twice. */
import type { AdmitMembersCommand, BarChannelCommand, DismissMembersCommand } from '@maru/contracts';
import type { PartitionBatch } from '../write-message/partition-batch.js';

/** A pointer can only be resumed where one was kept, so a kept one is taken up whether or not the command says so. */
export function admitMembers({ channelId, members, direct }: AdmitMembersCommand, batch: PartitionBatch): void {
  batch.draft(channelId).admit(members, direct);
}

export function dismissMembers({ channelId, userIds, keepPointer }: DismissMembersCommand, batch: PartitionBatch): void {
  batch.draft(channelId).dismiss(userIds, keepPointer);
}

export function barChannel({ channelId, barred, version }: BarChannelCommand, batch: PartitionBatch): void {
  batch.draft(channelId).bar(barred, version);
}
