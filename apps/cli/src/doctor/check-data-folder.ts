import { type DataFolderLook, lookAtDataFolder } from '@maru/runtime';
import { type Finding, note, well, wrong } from './finding.js';
import { judgeSpace } from './judge-space.js';

const MIB = 1_024 * 1_024;
/** What waits longer in an outbox is stuck behind something. */
const LATE_MS = 10_000;

export function checkDataFolder(folder: string, now: number): Finding[] {
  const look = lookAtDataFolder(folder);
  if (look === undefined) return [wrong(`There is no data folder ${folder}.`, 'Name it with --data; Maru makes one where it starts.')];
  return [
    ...checkAccess(look),
    judgeSpace(look.path, look.freeBytes),
    ...checkDatabases(look),
    ...checkOutboxes(look, now),
    ...checkDeadLetters(look),
  ];
}

function checkAccess({ path, isWritable, isReadableByOthers, heldBy }: DataFolderLook): Finding[] {
  const findings = [well(heldBy === undefined ? `${path}: no Maru runs on it` : `${path}: Maru runs on it (process ${heldBy})`)];
  if (!isWritable) findings.push(wrong(`${path} cannot be written by this user.`, 'Make it writable for the user who runs Maru.'));
  if (isReadableByOthers)
    findings.push(note(`${path} can be read by every user of this machine, with all messages in it.`, `chmod 700 ${path}`));
  return findings;
}

function checkDatabases({ path, databases }: DataFolderLook): Finding[] {
  if (databases.length === 0) return [note(`There is no database in ${path}.`, 'Start Maru with it once, or restore a backup into it.')];
  const faulty = databases.filter(({ fault }) => fault !== undefined);
  const megabytes = Math.ceil(databases.reduce((sum, { bytes }) => sum + bytes, 0) / MIB);
  if (faulty.length === 0) return [well(`${databases.length} databases, ${megabytes} MiB together`)];
  return faulty.map(({ name, fault }) =>
    wrong(`${name} cannot be read (${fault}).`, `Stop Maru, then: npx maru restore <backup> --data ${path} --replace`),
  );
}

function checkOutboxes({ databases }: DataFolderLook, now: number): Finding[] {
  const late = databases.flatMap(({ name, outbox }) => {
    const lateMs = outbox?.oldestAt === undefined ? 0 : now - outbox.oldestAt;
    return lateMs < LATE_MS ? [] : [{ name, waiting: outbox?.waiting ?? 0, seconds: Math.round(lateMs / 1_000) }];
  });
  if (late.length === 0) return [well('nothing waits in an outbox')];
  return late.map(({ name, waiting, seconds }) =>
    wrong(
      `${waiting} units of ${name} wait to be handled, the first for ${seconds} s.`,
      'If Maru runs, its log says what fails (search for "attempt"); if not, start it: they are the first that it handles.',
    ),
  );
}

function checkDeadLetters({ path, deadLetters }: DataFolderLook): Finding[] {
  if (deadLetters === 0) return [well('no dead letters')];
  return [
    wrong(
      `${deadLetters} records could not be handled and lie in the dead letters.`,
      `npx maru dead-letters list --data ${path} shows why; when that is mended: npx maru dead-letters replay --data ${path}`,
    ),
  ];
}
