#!/bin/sh
# Makes the secrets that are missing in deploy/secrets/ (or the folder given): passwords, a signing key, and a certificate that only serves to try it out.
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
cd "$folder"
for name in signing_keys postgres_password redis_password; do
  [ -s "$name" ] || openssl rand -hex 32 > "$name"
done
[ -s tls_key ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
  -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout tls_key -out tls_certificate 2>/dev/null
# Compose hands the files on as they are: the containers' users, which are not yours, have to read them. The folder keeps others out.
chmod 644 ./*
