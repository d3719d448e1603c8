/**
 * The SQL of the message store. What is asked for many at once comes as one JSON array, so that each statement is one text and is prepared once;
 * JSON keeps integers integers, and well-formed text byte for byte. What is done for each message is done row by row instead, by one statement
 * that stays prepared: there is no way to go between two rows, and a row in JSON costs twice as much.
 */

export const MIGRATIONS = [
  `CREATE TABLE message (
    channel_id INTEGER NOT NULL,
    message_sequence INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    username TEXT NOT NULL,
    content TEXT NOT NULL,
    client_message_id TEXT NOT NULL,
    chosen_by_client INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (channel_id, message_sequence),
    CONSTRAINT uq_message_client_id UNIQUE (channel_id, sender_id, client_message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE channel_head (
    channel_id INTEGER NOT NULL PRIMARY KEY,
    last_message_sequence INTEGER NOT NULL,
    direct INTEGER NOT NULL,
    barred INTEGER NOT NULL,
    bar_version INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE channel_reader (
    user_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    username TEXT NOT NULL,
    last_read_msg_seq INTEGER NOT NULL,
    member INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ix_channel_reader_channel ON channel_reader (channel_id);
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "partition" INTEGER NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;`,
  `CREATE TABLE message_extra (
    channel_id INTEGER NOT NULL,
    message_sequence INTEGER NOT NULL,
    extra TEXT NOT NULL,
    PRIMARY KEY (channel_id, message_sequence)
  ) STRICT, WITHOUT ROWID;`,
];

const MESSAGE = `m.channel_id AS channelId, m.message_sequence AS messageSequence, m.sender_id AS senderId, m.username, m.content,
  m.client_message_id AS clientMessageId, m.chosen_by_client AS chosenByClient, m.created_at AS createdAt`;
const HEAD = 'channel_id AS channelId, last_message_sequence AS lastMessageSequence, direct, barred, bar_version AS barVersion';
const READER = 'user_id AS userId, username, channel_id AS channelId, last_read_msg_seq AS lastReadMessageSequence, member';

export const FIND_HEADS = `SELECT ${HEAD} FROM channel_head WHERE channel_id IN (SELECT value FROM json_each(?))`;

/** Asked by everybody who comes back: a third of the time that a list of one takes. */
export const FIND_HEAD = `SELECT ${HEAD} FROM channel_head WHERE channel_id = ?`;

export const FIND_READERS_OF_CHANNELS = `SELECT ${READER} FROM channel_reader WHERE channel_id IN (SELECT value FROM json_each(?))`;

export const FIND_READERS_OF_CHANNEL = `SELECT ${READER} FROM channel_reader
  WHERE channel_id = ? AND user_id IN (SELECT value FROM json_each(?))`;

export const FIND_POINTERS_OF_USER = `SELECT ${READER} FROM channel_reader
  WHERE user_id = ? AND channel_id IN (SELECT value FROM json_each(?))`;

export const FIND_BY_CLIENT_ID = `SELECT ${MESSAGE} FROM message AS m
  WHERE m.channel_id = ? AND m.sender_id = ? AND m.client_message_id = ?`;

export const FIND_OLDEST = `SELECT ${MESSAGE} FROM message AS m
  WHERE m.channel_id = ? AND m.message_sequence BETWEEN ? AND ? ORDER BY m.message_sequence LIMIT ?`;

export const FIND_NEWEST = `SELECT ${MESSAGE} FROM message AS m
  WHERE m.channel_id = ? AND m.message_sequence BETWEEN ? AND ? ORDER BY m.message_sequence DESC LIMIT ?`;

export const FIND_LAST = `SELECT DISTINCT ${MESSAGE} FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.channel_id = wanted.value
  AND m.message_sequence = (SELECT MAX(newest.message_sequence) FROM message AS newest WHERE newest.channel_id = wanted.value)`;

/** `folded` is ours: SQLite's own `lower` knows ASCII only. */
export const SEARCH = `SELECT ${MESSAGE} FROM json_each(?) AS wanted
  CROSS JOIN message AS m ON m.channel_id = wanted.value ->> 0 AND m.message_sequence BETWEEN wanted.value ->> 1 AND wanted.value ->> 2
  WHERE (m.created_at, m.channel_id, m.message_sequence) < (?, ?, ?) AND instr(folded(m.content), folded(?)) > 0
  ORDER BY m.created_at DESC, m.channel_id DESC, m.message_sequence DESC LIMIT ?`;

export const FIND_BY_SENDER = `SELECT ${MESSAGE} FROM message AS m
  WHERE m.sender_id = ? AND (m.channel_id, m.message_sequence) > (?, ?) ORDER BY m.channel_id, m.message_sequence LIMIT ?`;

export const INSERT_MESSAGE = `INSERT INTO message
  (channel_id, message_sequence, sender_id, username, content, client_message_id, chosen_by_client, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

export const INSERT_EXTRAS = `INSERT INTO message_extra (channel_id, message_sequence, extra)
  SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)`;

export const FIND_EXTRAS = `SELECT message_sequence AS messageSequence, extra FROM message_extra
  WHERE channel_id = ? AND message_sequence BETWEEN ? AND ?`;

export const PUT_HEADS = `INSERT INTO channel_head (channel_id, last_message_sequence, direct, barred, bar_version)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE TRUE
  ON CONFLICT (channel_id) DO UPDATE SET last_message_sequence = excluded.last_message_sequence, direct = excluded.direct,
  barred = excluded.barred, bar_version = excluded.bar_version`;

export const PUT_READERS = `INSERT INTO channel_reader (user_id, username, channel_id, last_read_msg_seq, member)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE TRUE
  ON CONFLICT (user_id, channel_id) DO UPDATE SET username = excluded.username, last_read_msg_seq = excluded.last_read_msg_seq,
  member = excluded.member`;

export const MOVE_READERS = `UPDATE channel_reader SET last_read_msg_seq = MAX(last_read_msg_seq, moved.to_sequence)
  FROM (SELECT value ->> 0 AS user_id, value ->> 1 AS channel_id, MAX(value ->> 2) AS to_sequence FROM json_each(?) GROUP BY 1, 2) AS moved
  WHERE channel_reader.user_id = moved.user_id AND channel_reader.channel_id = moved.channel_id`;

export const REMOVE_READERS = 'DELETE FROM channel_reader WHERE channel_id = ? AND user_id IN (SELECT value FROM json_each(?))';
