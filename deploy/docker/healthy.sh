# Whether this process wants to be sent anybody. Without a program of its own: it is asked every few seconds.
exec 3<> "/dev/tcp/127.0.0.1/${MARU_PORT:-8080}" || exit 1
printf 'GET /health HTTP/1.0\r\n\r\n' >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]
