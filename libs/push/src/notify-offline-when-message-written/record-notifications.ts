import { cutCharacters } from '@maru/contracts';
import type { MessageWritten, Person } from '@maru/contracts';
import { Clock, ENV, UnitOfWork, forUpdate } from '@maru/ports';
import type { EntityManager } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { In, MoreThanOrEqual } from 'typeorm';
import { PushLogEntity } from '../push-log.entity.js';
import type { PushEnv } from '../push.env.js';

const BODY_CHARACTERS = 200;

type NewRecord = Omit<PushLogEntity, 'pushId'>;

/** Somebody, and the messages of a channel that came together and that he is to hear of, in their order. */
export interface Concerned {
  readonly person: Person;
  readonly messages: readonly [MessageWritten, ...MessageWritten[]];
}

/** Collapses while it records: of one person and channel never more than one waits, however long the way out is shut. */
@Injectable()
export class RecordNotifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  /** All are of one channel. */
  async record(concerned: readonly Concerned[]): Promise<void> {
    const [first] = concerned;
    if (first === undefined) return;
    const [{ channelId }] = first.messages;
    const oldest = Math.min(...concerned.map(({ messages: [{ messageSequence }] }) => messageSequence));
    await this.unitOfWork.run(async ({ manager }) => {
      const mine = { channelId, userId: In(concerned.map(({ person }) => person.userId)) };
      const waiting = await manager.find(PushLogEntity, { where: { ...mine, status: 'WAITING' }, ...forUpdate(manager) });
      const later = await manager.findBy(PushLogEntity, { ...mine, messageSequence: MoreThanOrEqual(oldest) });
      const before = new Map(waiting.map((row) => [row.userId, row]));
      const known = Map.groupBy(later, ({ userId }) => userId);
      const rows = concerned.flatMap((one) => this.rowOf(one, known.get(one.person.userId) ?? [], before.get(one.person.userId)));
      const replaced = rows.filter((row) => row.status === 'WAITING').flatMap((row) => before.get(row.userId) ?? []);
      await this.collapse(manager, replaced);
      if (rows.length > 0) await insertRows(manager, rows);
    });
  }

  private rowOf({ person, messages }: Concerned, known: readonly PushLogEntity[], waiting: PushLogEntity | undefined): NewRecord[] {
    const newest = messages.at(-1) ?? messages[0];
    const sequences = known.map(({ messageSequence }) => messageSequence);
    if (sequences.includes(newest.messageSequence)) return [];
    const last = Math.max(0, ...sequences);
    if (last > newest.messageSequence) return [this.overtaken(newest, person)];
    return [this.newest(newest, person, waiting, messages.filter(({ messageSequence }) => messageSequence > last).length)];
  }

  /** Takes the place of the one that waited, and its turn: otherwise a busy channel would put it off for ever, and never give up. */
  private newest(event: MessageWritten, person: Person, replaced: PushLogEntity | undefined, count: number): NewRecord {
    const now = this.clock.now();
    return {
      ...person,
      channelId: event.channelId,
      messageSequence: event.messageSequence,
      sender: event.sender.username,
      body: cutCharacters(event.content, BODY_CHARACTERS),
      status: 'WAITING',
      messageCount: (replaced?.messageCount ?? 0) + count,
      attempts: replaced?.attempts ?? 0,
      dueAt: replaced?.dueAt ?? now + this.env.MARU_PUSH_DELAY_MS,
      leasedUntil: 0,
      createdAt: now,
      changedAt: now,
    };
  }

  /** An event that comes late, behind a newer one: a device must not go back to it. */
  private overtaken(event: MessageWritten, person: Person): NewRecord {
    return { ...this.newest(event, person, undefined, 1), status: 'COLLAPSED' };
  }

  private async collapse(manager: EntityManager, rows: readonly PushLogEntity[]): Promise<void> {
    if (rows.length === 0) return;
    const pushId = In(rows.map((row) => row.pushId));
    await manager.update(PushLogEntity, { pushId }, { status: 'COLLAPSED', changedAt: this.clock.now() });
  }
}

/** One statement of our own: TypeORM looks through all parameters for each of them, which for a hundred people takes longer than all the rest. */
async function insertRows(manager: EntityManager, rows: readonly NewRecord[]): Promise<void> {
  const { driver } = manager.connection;
  const { tablePath, columns } = manager.connection.getMetadata(PushLogEntity);
  const own = columns.filter(({ isGenerated }) => !isGenerated);
  const names = own.map(({ databaseName }) => driver.escape(databaseName)).join(', ');
  const row = `(${own.map(() => '?').join(', ')})`;
  const values = rows.flatMap((one) => own.map((column) => driver.preparePersistentValue(column.getEntityValue(one), column) as unknown));
  await manager.query(`INSERT INTO ${driver.escape(tablePath)} (${names}) VALUES ${rows.map(() => row).join(', ')}`, values);
}
