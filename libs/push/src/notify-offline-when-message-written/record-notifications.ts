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

/** Collapses while it records: of one person and channel never more than one waits, however long the way out is shut. */
@Injectable()
export class RecordNotifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: PushEnv,
  ) {}

  async record(event: MessageWritten, people: readonly Person[]): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      const mine = { channelId: event.channelId, userId: In(people.map(({ userId }) => userId)) };
      const waiting = await manager.find(PushLogEntity, { where: { ...mine, status: 'WAITING' }, ...forUpdate(manager) });
      const later = await manager.findBy(PushLogEntity, { ...mine, messageSequence: MoreThanOrEqual(event.messageSequence) });
      const known = new Set(later.filter((row) => row.messageSequence === event.messageSequence).map((row) => row.userId));
      const overtaken = new Set(later.map((row) => row.userId));
      const before = new Map(waiting.map((row) => [row.userId, row]));
      const rows = people
        .filter(({ userId }) => !known.has(userId))
        .map((person) =>
          overtaken.has(person.userId) ? this.overtaken(event, person) : this.newest(event, person, before.get(person.userId)),
        );
      const replaced = rows.filter((row) => row.status === 'WAITING').flatMap((row) => before.get(row.userId) ?? []);
      await this.collapse(manager, replaced);
      if (rows.length > 0) await insertRows(manager, rows);
    });
  }

  /** Takes the place of the one that waited, and its turn: otherwise a busy channel would put it off for ever, and never give up. */
  private newest(event: MessageWritten, person: Person, replaced: PushLogEntity | undefined): NewRecord {
    const now = this.clock.now();
    return {
      ...person,
      channelId: event.channelId,
      messageSequence: event.messageSequence,
      sender: event.sender.username,
      body: cutCharacters(event.content, BODY_CHARACTERS),
      status: 'WAITING',
      messageCount: (replaced?.messageCount ?? 0) + 1,
      attempts: replaced?.attempts ?? 0,
      dueAt: replaced?.dueAt ?? now + this.env.MARU_PUSH_DELAY_MS,
      leasedUntil: 0,
      createdAt: now,
      changedAt: now,
    };
  }

  /** An event that comes late, behind a newer one: a device must not go back to it. */
  private overtaken(event: MessageWritten, person: Person): NewRecord {
    return { ...this.newest(event, person, undefined), status: 'COLLAPSED' };
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
