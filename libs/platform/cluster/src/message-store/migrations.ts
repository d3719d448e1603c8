/** The tables of each shard. Forward only; each of them may be begun again where it was cut off. */

/**
 * The collation compares code points, and every server and driver knows it: a driver that does not know a column's collation damages its texts.
 */
const TABLE = 'ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

export interface ShardMigration {
  readonly name: string;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly ShardMigration[] = [
  {
    name: '1-create-message-tables',
    statements: [
      `CREATE TABLE IF NOT EXISTS message (
        channel_id BIGINT NOT NULL,
        message_sequence BIGINT NOT NULL,
        sender_id BIGINT NOT NULL,
        username VARCHAR(64) NOT NULL,
        content TEXT NOT NULL,
        client_message_id VARCHAR(65) NOT NULL,
        chosen_by_client TINYINT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (channel_id, message_sequence),
        UNIQUE KEY uq_message_client_id (channel_id, sender_id, client_message_id)
      ) ${TABLE}`,
      `CREATE TABLE IF NOT EXISTS channel_head (
        channel_id BIGINT NOT NULL,
        last_message_sequence BIGINT NOT NULL,
        direct TINYINT NOT NULL,
        barred TINYINT NOT NULL,
        bar_version BIGINT NOT NULL,
        PRIMARY KEY (channel_id)
      ) ${TABLE}`,
      `CREATE TABLE IF NOT EXISTS channel_reader (
        user_id BIGINT NOT NULL,
        channel_id BIGINT NOT NULL,
        username VARCHAR(64) NOT NULL,
        last_read_msg_seq BIGINT NOT NULL,
        member TINYINT NOT NULL,
        PRIMARY KEY (user_id, channel_id),
        KEY ix_channel_reader_channel (channel_id)
      ) ${TABLE}`,
      `CREATE TABLE IF NOT EXISTS outbox (
        outbox_id BIGINT NOT NULL AUTO_INCREMENT,
        channel_id BIGINT NOT NULL,
        payload LONGTEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (outbox_id),
        KEY ix_outbox_channel (channel_id)
      ) ${TABLE}`,
    ],
  },
  {
    name: '2-create-message-extra',
    statements: [
      `CREATE TABLE IF NOT EXISTS message_extra (
        channel_id BIGINT NOT NULL,
        message_sequence BIGINT NOT NULL,
        extra TEXT NOT NULL,
        PRIMARY KEY (channel_id, message_sequence)
      ) ${TABLE}`,
    ],
  },
];
