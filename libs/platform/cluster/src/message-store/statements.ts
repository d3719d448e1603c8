/**
 * The SQL of the message store: plain MySQL, each statement with `channel_id`, so that it can be routed by it. No star, no bound LIMIT, no
 * subquery: a sharding proxy does not take them, or takes them wrongly.
 */
import type { Page } from '@maru/ports';

/** Sends a read to the primary; a server that is no proxy takes it for a comment. */
const PRIMARY = '/* ShardingSphere hint: writeRouteOnly=true */ ';

const MESSAGE_COLUMNS = 'channel_id, message_sequence, sender_id, username, content, client_message_id, chosen_by_client, created_at';
const MESSAGE = `channel_id AS channelId, message_sequence AS messageSequence, sender_id AS senderId, username, content,
  client_message_id AS clientMessageId, chosen_by_client AS chosenByClient, created_at AS createdAt`;
const HEAD = 'channel_id AS channelId, last_message_sequence AS lastMessageSequence, direct, barred, bar_version AS barVersion';
const READER = 'user_id AS userId, username, channel_id AS channelId, last_read_msg_seq AS lastReadMessageSequence, member';

const repeat = (count: number, text: string, separator = ', ') => Array.from({ length: count }, () => text).join(separator);
const list = (count: number) => `(${repeat(count, '?')})`;

/** Made once: a text of thousands of characters for each unit, and its hash for the driver, cost more than to keep it. */
function kept(text: (rows: number) => string): (rows: number) => string {
  const texts = new Map<number, string>();
  return (rows) => {
    const made = texts.get(rows) ?? text(rows);
    texts.set(rows, made);
    return made;
  };
}

export const findHeads = (channels: number) => `${PRIMARY}SELECT ${HEAD} FROM channel_head WHERE channel_id IN ${list(channels)}`;

export const findReadersOfChannels = (channels: number) =>
  `${PRIMARY}SELECT ${READER} FROM channel_reader WHERE channel_id IN ${list(channels)}`;

export const findReadersOfChannel = (users: number) =>
  `${PRIMARY}SELECT ${READER} FROM channel_reader WHERE channel_id = ? AND user_id IN ${list(users)}`;

export const findPointersOfUser = (channels: number) =>
  `${PRIMARY}SELECT ${READER} FROM channel_reader WHERE user_id = ? AND channel_id IN ${list(channels)}`;

export const findByClientIds = (wanted: number) =>
  `${PRIMARY}SELECT ${MESSAGE} FROM message WHERE ${repeat(wanted, '(channel_id = ? AND sender_id = ? AND client_message_id = ?)', ' OR ')}`;

export const findBySequences = (wanted: number) =>
  `${PRIMARY}SELECT ${MESSAGE} FROM message WHERE ${repeat(wanted, '(channel_id = ? AND message_sequence = ?)', ' OR ')}`;

/**
 * `content` is compared in small letters, in either form of its accents and syllables. A function, not a pattern: nothing in the text is a
 * wildcard. What everybody may see was written a moment ago, so the primary is asked.
 */
export const search = (ranges: number, limit: number) =>
  `${PRIMARY}SELECT ${MESSAGE} FROM message
  WHERE (${repeat(ranges, '(channel_id = ? AND message_sequence BETWEEN ? AND ?)', ' OR ')})
  AND (created_at < ? OR (created_at = ? AND (channel_id < ? OR (channel_id = ? AND message_sequence < ?))))
  AND (INSTR(LOWER(content), ?) > 0 OR INSTR(LOWER(content), ?) > 0)
  ORDER BY created_at DESC, channel_id DESC, message_sequence DESC LIMIT ${limit}`;

export const findLastSequences = (channels: number) =>
  `${PRIMARY}SELECT channel_id AS channelId, MAX(message_sequence) AS messageSequence FROM message
  WHERE channel_id IN ${list(channels)} GROUP BY channel_id`;

export const findPage = ({ limit, end }: Pick<Page, 'limit' | 'end'>, from: 'replica' | 'primary') =>
  `${from === 'primary' ? PRIMARY : ''}SELECT ${MESSAGE} FROM message WHERE channel_id = ? AND message_sequence BETWEEN ? AND ?
  ORDER BY message_sequence ${end === 'oldest' ? 'ASC' : 'DESC'} LIMIT ${limit}`;

/** The one statement for all shards at once: the export of a person's messages. */
export const findBySender = (limit: number) =>
  `${PRIMARY}SELECT ${MESSAGE} FROM message WHERE sender_id = ? AND (channel_id > ? OR (channel_id = ? AND message_sequence > ?))
  ORDER BY channel_id, message_sequence LIMIT ${limit}`;

export const insertMessages = kept((rows) => `INSERT INTO message (${MESSAGE_COLUMNS}) VALUES ${repeat(rows, list(8))}`);

export const insertExtras = (rows: number) =>
  `INSERT INTO message_extra (channel_id, message_sequence, extra) VALUES ${repeat(rows, list(3))}`;

export const FIND_EXTRAS = `${PRIMARY}SELECT message_sequence AS messageSequence, extra FROM message_extra
  WHERE channel_id = ? AND message_sequence BETWEEN ? AND ?`;

export const putHeads = kept(
  (rows) =>
    `INSERT INTO channel_head (channel_id, last_message_sequence, direct, barred, bar_version) VALUES ${repeat(rows, list(5))}
    ON DUPLICATE KEY UPDATE last_message_sequence = VALUES(last_message_sequence), direct = VALUES(direct), barred = VALUES(barred),
    bar_version = VALUES(bar_version)`,
);

export const putReaders = (rows: number) =>
  `INSERT INTO channel_reader (user_id, username, channel_id, last_read_msg_seq, member) VALUES ${repeat(rows, list(5))}
  ON DUPLICATE KEY UPDATE username = VALUES(username), last_read_msg_seq = VALUES(last_read_msg_seq), member = VALUES(member)`;

/** Whoever is in the product of the lists without being meant keeps his pointer: none is less than 0. */
export const moveReaders = kept(
  (moves) =>
    `UPDATE channel_reader SET last_read_msg_seq = GREATEST(last_read_msg_seq,
    CASE ${repeat(moves, 'WHEN channel_id = ? AND user_id = ? THEN ?', ' ')} ELSE 0 END)
    WHERE channel_id IN ${list(moves)} AND user_id IN ${list(moves)}`,
);

export const removeReaders = (users: number) => `DELETE FROM channel_reader WHERE channel_id = ? AND user_id IN ${list(users)}`;

/** A row of the outbox lies on the shard of its partition's channels, so its `channel_id` is the partition: a channel of that partition. */
export const ADD_OUTBOX_ROW = 'INSERT INTO outbox (channel_id, payload, created_at) VALUES (?, ?, ?)';

export const FIND_OUTBOX_ROWS = `${PRIMARY}SELECT outbox_id AS id, payload FROM outbox WHERE channel_id = ? ORDER BY outbox_id`;

export const findOldOutboxRows = (partitions: number) =>
  `${PRIMARY}SELECT outbox_id AS id, channel_id AS partitionNumber, payload, created_at AS createdAt FROM outbox
  WHERE channel_id IN ${list(partitions)} AND created_at <= ? ORDER BY outbox_id`;

/** Of several who find an old row, one changes it. */
export const CLAIM_OUTBOX_ROW = 'UPDATE outbox SET created_at = ? WHERE channel_id = ? AND outbox_id = ? AND created_at = ?';

export const deleteOutboxRows = (rows: number) => `DELETE FROM outbox WHERE channel_id = ? AND outbox_id IN ${list(rows)}`;
