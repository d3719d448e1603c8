#!/bin/bash
# certificate.sh FOLDER: makes fullchain.pem and privkey.pem there, signed by nobody, for trying TLS on this machine. Those that are there
# and hold for another week stay.
set -euo pipefail
folder=$1
if openssl x509 -in "$folder/fullchain.pem" -noout -checkend 604800 > /dev/null 2>&1 && [ -s "$folder/privkey.pem" ]; then exit 0; fi
mkdir -p "$folder"
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=localhost \
  -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' -addext 'basicConstraints=critical,CA:FALSE' \
  -addext 'extendedKeyUsage=serverAuth' -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2> /dev/null
chmod 644 "$folder/fullchain.pem"
