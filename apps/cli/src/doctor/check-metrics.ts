import { type Finding, note, well, wrong } from './finding.js';
import { Samples } from './read-metrics.js';

const LAG_SECONDS = 0.25;
const ACK_SECONDS = 1;
const HASHING_WAITING = 20;

/** What a running Maru says of itself. */
export function judgeMetrics(text: string): Finding[] {
  const samples = new Samples(text);
  if (samples.isEmpty) return [note('/metrics has no numbers in it.', 'Ask Maru itself, not what stands before it.')];
  return [
    judgeDeadLetters(samples),
    ...judgeWorkers(samples),
    judgeLoop(samples),
    judgeAcks(samples),
    ...judgeBatches(samples),
    ...judgeHashing(samples),
  ];
}

function judgeDeadLetters(samples: Samples): Finding {
  const dead = samples.sum('maru_dead_letters');
  if (dead === 0) return well(`${samples.sum('maru_gateway_sockets')} sockets are open, and there are no dead letters`);
  return wrong(
    `${dead} records could not be handled and lie in the dead letters.`,
    'npx maru dead-letters list --data <folder> shows why.',
  );
}

/** Only where there are any. */
function judgeWorkers(samples: Samples): Finding[] {
  const workers = samples.largest('maru_workers');
  if (workers === undefined) return [];
  const ends = samples.sum('maru_worker_ends_total');
  const ended = `of its workers ${ends} have ended by themselves since it started`;
  if (workers === 0)
    return [note(`No worker takes sockets; the first process does${ends === 0 ? '' : `, and ${ended}`}.`, 'Its log says why.')];
  const there = well(`${workers} workers take sockets`);
  return ends === 0
    ? [there]
    : [there, note(`They were replaced: ${ended}.`, 'Its log says when; the kernel may have ended them for want of memory.')];
}

function judgeLoop(samples: Samples): Finding {
  const seconds = samples.largest('nodejs_eventloop_lag_p99_seconds') ?? 0;
  const text = `the event loop is late by ${Math.round(seconds * 1_000)} ms at most (99 %)`;
  if (seconds < LAG_SECONDS) return well(text);
  return wrong(`Maru is slow: ${text}.`, 'Look at the load of the machine; then spread Maru over more processes.');
}

function judgeAcks(samples: Samples): Finding {
  const seconds = samples.quantile('maru_message_ack_seconds', 0.99);
  if (seconds === undefined) return well('no message was written since it started');
  if (seconds <= ACK_SECONDS) return well(`99 % of messages are stored within ${Math.round(seconds * 1_000)} ms`);
  return wrong(
    `Messages lag: 1 % of them are stored later than ${ACK_SECONDS} s.`,
    'Look at the disk of the data folder: storing is what takes time.',
  );
}

function judgeBatches(samples: Samples): Finding[] {
  const failed = samples.sum('maru_batch_seconds_count', { outcome: 'failed' });
  if (failed === 0) return [];
  return [
    note(
      `${failed} batches of records failed at least once since it started.`,
      'They were tried again; its log says why they failed (search for "attempt").',
    ),
  ];
}

function judgeHashing(samples: Samples): Finding[] {
  const waiting = samples.sum('maru_password_hashing_waiting');
  if (waiting < HASHING_WAITING) return [];
  return [
    wrong(
      `${waiting} logins wait for the hashing of their passwords.`,
      'Somebody may be trying passwords: look at maru_logins_total, and at the addresses in the log.',
    ),
  ];
}
