#!/bin/bash
# Nginx of the containers, with the very configuration of the native cluster. No root: it writes into its own /tmp alone.
set -euo pipefail
home=/tmp/nginx
list=/upstreams/upstreams.conf
PORT=8080 CERTIFICATES=/tls

# Two files for each socket, as many as this machine gives.
ulimit -n "$(ulimit -H -n)"
least() { if (($1 < $2)); then echo "$1"; else echo "$2"; fi; }
WORKERS=$(least "$(nproc)" 4)
CONNECTIONS=$(least "$(ulimit -n)" 32768)

fill() { # TEMPLATE: with its ${NAMES} filled in
  local line name
  while IFS= read -r line; do
    for name in PORT CERTIFICATES WORKERS CONNECTIONS; do line=${line//"\${$name}"/"${!name}"}; done
    printf '%s\n' "$line"
  done < "$1"
}
look() { IFS= read -rd '' listed < "$list" || true; }
take() {
  known=$listed
  printf '%s' "$known" > "$home/upstreams.conf"
}

case ${TLS:-off} in
  on) shape=tls ;;
  off) shape=plain ;;
  *) echo "TLS=$TLS: on or off" >&2 && exit 1 ;;
esac
mkdir -p "$home/tmp"
fill /nginx/nginx.conf > "$home/nginx.conf"
fill "/nginx/listen-$shape.conf" > "$home/listen.conf"
look
take

nginx -p "$home" -e stderr -c nginx.conf &
nginx=$!
# What is read from it never comes: a pause without a process for it.
exec {never}<> <(:)

# Open calls are answered; sockets would not end by themselves, and come back elsewhere.
leave() {
  trap - TERM QUIT INT
  kill -QUIT "$nginx"
  for _ in {1..20}; do
    kill -0 "$nginx" 2> /dev/null || exit 0
    read -rt 0.1 -u "$never" || true
  done
  kill -TERM "$nginx"
  wait "$nginx" || true
  exit 0
}
trap leave TERM QUIT INT

while kill -0 "$nginx" 2> /dev/null; do
  look
  if [ "$listed" != "$known" ]; then
    take
    kill -HUP "$nginx"
  fi
  read -rt 0.5 -u "$never" || true
done
wait "$nginx"
