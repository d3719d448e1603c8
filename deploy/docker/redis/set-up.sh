#!/bin/bash
# Makes one Redis Cluster of the nodes that are named, half of them replicas, or lets its nodes find each other again: containers that were
# made anew have other addresses. Runs at every `up`.
set -euo pipefail
port=6379

# CLUSTER MEET takes addresses only.
addresses=()
for node in "$@"; do
  read -r address _ < <(getent hosts "$node")
  addresses+=("$address")
done

# A node that belongs to a cluster knows of others, reachable or not.
known=$(redis-cli -h "$1" cluster nodes | wc -l)
if [ "$known" -le 1 ]; then
  redis-cli --cluster create "${addresses[@]/%/:$port}" --cluster-replicas 1 --cluster-yes
else
  for address in "${addresses[@]:1}"; do redis-cli -h "$1" cluster meet "$address" "$port" > /dev/null; done
fi

is_whole() { # NODE: it sees all slots served, and nobody missing
  redis-cli -h "$1" cluster info | grep -q '^cluster_state:ok' && ! redis-cli -h "$1" cluster nodes | grep -qE 'fail|handshake|disconnected'
}
for node in "$@"; do
  for ((look = 0; look < 300; look++)); do
    ! is_whole "$node" || continue 2
    sleep 0.2
  done
  echo "$node does not see the whole cluster:" >&2
  redis-cli -h "$node" cluster nodes >&2
  exit 1
done
echo "a Redis Cluster of $# nodes"
