import { createHash } from 'node:crypto';
import { type ChannelCommand, channelCommands } from '@maru/contracts';
import { Clock, type EntityManager } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { ChannelRequestEntity } from './channel-request.entity.js';

/** How long a CREATE with the same `requestId` is the first channel. */
const REPEATED_CREATE_MS = 600_000;
const SWEEP_MS = 60_000;

/** What was done already. A command is done once, however often the bus brings it; its answer left with its commit. */
@Injectable()
export class RequestLog {
  private sweptAt = 0;

  constructor(private readonly clock: Clock) {}

  /** False where this command was done before. */
  async begin(manager: EntityManager, command: ChannelCommand): Promise<boolean> {
    const { userId } = command.asker;
    const key = digest('command', command.commandId);
    if (await this.find(manager, userId, key)) return false;
    await this.sweep(manager);
    const channelId = 'channelId' in command ? (command.channelId ?? null) : null;
    await this.keep(manager, { userId, requestKey: key, channelId }, channelCommands.retentionMs);
    return true;
  }

  async findCreated(manager: EntityManager, userId: number, requestId: string): Promise<number | undefined> {
    return (await this.find(manager, userId, digest('request', requestId)))?.channelId ?? undefined;
  }

  async keepCreated(manager: EntityManager, userId: number, requestId: string, channelId: number): Promise<void> {
    const requestKey = digest('request', requestId);
    await manager.delete(ChannelRequestEntity, { userId, requestKey });
    await this.keep(manager, { userId, requestKey, channelId }, REPEATED_CREATE_MS);
  }

  private async find(manager: EntityManager, userId: number, requestKey: string): Promise<ChannelRequestEntity | undefined> {
    const row = await manager.findOne(ChannelRequestEntity, { where: { userId, requestKey } });
    return row && row.expiresAt > this.clock.now() ? row : undefined;
  }

  private async keep(manager: EntityManager, row: Omit<ChannelRequestEntity, 'expiresAt'>, ms: number): Promise<void> {
    await manager.insert(ChannelRequestEntity, { ...row, expiresAt: this.clock.now() + ms });
  }

  private async sweep(manager: EntityManager): Promise<void> {
    const now = this.clock.now();
    if (now - this.sweptAt < SWEEP_MS) return;
    await manager.delete(ChannelRequestEntity, { expiresAt: LessThanOrEqual(now) });
    this.sweptAt = now;
  }
}

/** UTF-16, so that two ids with different lone surrogates stay two. */
function digest(kind: 'command' | 'request', id: string): string {
  return createHash('sha256').update(`${kind}:${id}`, 'utf16le').digest('hex');
}
