#!/bin/bash
# Lays the certificate where Nginx, which is no root, can read it: the given one, or one that is made here for trying. Runs at every `up`.
set -euo pipefail
[ "${TLS:-off}" = on ] || exit 0
if [ -s /given/fullchain.pem ]; then
  cp /given/fullchain.pem /given/privkey.pem /tls/
  echo 'the given certificate'
else
  bash /nginx/certificate.sh /tls
  echo 'a certificate that nobody has signed, for trying'
fi
chown 101:101 /tls/fullchain.pem /tls/privkey.pem
chmod 400 /tls/privkey.pem
