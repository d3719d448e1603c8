#!/bin/bash
# Makes the users, and lets each replica follow its primary. Runs at every `up`, and may be repeated: what is so already stays.
set -euo pipefail

at() { # HOST [OPTIONS]: statements come in, rows go out
  mariadb --host="$1" --user=root --password="$ROOT_PASSWORD" --batch --skip-column-names "${@:2}"
}

# Not replicated: each server knows its users by itself. The application's has no right beyond its databases, so on a replica it cannot write.
users() { # HOST
  at "$1" << SQL
SET sql_log_bin = 0;
CREATE USER IF NOT EXISTS 'replication'@'%';
ALTER USER 'replication'@'%' IDENTIFIED BY '$REPLICATION_PASSWORD';
GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%';
CREATE USER IF NOT EXISTS '$DATABASE_USER'@'%';
ALTER USER '$DATABASE_USER'@'%' IDENTIFIED BY '$DATABASE_PASSWORD';
GRANT ALL PRIVILEGES ON \`maru\\_%\`.* TO '$DATABASE_USER'@'%';
SQL
}

# A new replica begins with a copy of what its primary has. The primary goes on meanwhile.
copy() { # PRIMARY REPLICA
  local databases position
  echo "RESET MASTER" | at "$2"
  databases=$(echo "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'maru\\_%'" | at "$1")
  if [ -z "$databases" ]; then
    position=$(echo "SELECT @@gtid_binlog_pos" | at "$1")
    echo "SET GLOBAL gtid_slave_pos = '$position'" | at "$2"
    return
  fi
  echo "$2: copies ${databases//$'\n'/, } from $1"
  # The dump names its own position.
  # shellcheck disable=SC2086
  { echo "SET sql_log_bin = 0;"; mariadb-dump --host="$1" --user=root --password="$ROOT_PASSWORD" --single-transaction --master-data=1 --gtid --databases $databases; } | at "$2"
}

follow() { # GROUP
  local primary=$1-primary replica=$1-replica position
  users "$primary"
  users "$replica"
  # A proxy does not start without its database; the others are made by their services.
  if [ "$1" != core ]; then
    echo "CREATE DATABASE IF NOT EXISTS maru_message CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" | at "$primary"
  fi
  if [ -z "$(echo "SHOW SLAVE STATUS" | at "$replica")" ]; then
    copy "$primary" "$replica"
    at "$replica" << SQL
CHANGE MASTER TO MASTER_HOST='$primary', MASTER_USER='replication', MASTER_PASSWORD='$REPLICATION_PASSWORD',
  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=2;
SQL
  fi
  echo "START SLAVE" | at "$replica"
  position=$(echo "SELECT @@gtid_binlog_pos" | at "$primary")
  if [ "$(echo "SELECT MASTER_GTID_WAIT('$position', 60)" | at "$replica")" != 0 ]; then
    echo "$replica does not follow $primary:" >&2
    echo "SHOW SLAVE STATUS" | at "$replica" --vertical --column-names >&2
    return 1
  fi
  echo "$replica follows $primary"
}

groups=()
for group in core shard0 shard1; do
  follow "$group" &
  groups+=($!)
done
for group in "${groups[@]}"; do wait "$group"; done
