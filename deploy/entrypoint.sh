#!/bin/sh
# Starts one part of Archway in a container. Secrets come as files: NAME_FILE holds the path of the file with NAME's value.
set -eu

for variable in POSTGRES_PASSWORD REDIS_PASSWORD; do
  eval "file=\${${variable}_FILE:-}"
  if [ -n "$file" ]; then
    [ -r "$file" ] || { echo "archway: ${variable}_FILE names $file, which can't be read" >&2; exit 1; }
    value=$(cat "$file")
    export "$variable=$value"
  fi
done
[ -z "${REDIS_PASSWORD:-}" ] || export ARCHWAY_RATE_LIMIT_STORE="redis://:${REDIS_PASSWORD}@${REDIS_HOST}:${REDIS_PORT}/2"

endpoints=${ENDPOINTS:-deploy/endpoints.production.yml}
case "${1:-}" in
  rasa)
    model=${MODEL:-$(ls -t models/*.tar.gz | head -n 1)}
    exec python -m archway.operations.quiet_rasa run --model "$model" --endpoints "$endpoints" \
      --credentials deploy/credentials.production.yml --interface "$ARCHWAY_HOST" --port "$ARCHWAY_PORT" ;;
  actions)
    exec python -m archway.operations.action_server --host "${ACTIONS_HOST:-0.0.0.0}" --port "${ACTIONS_PORT:-5055}" ;;
  migrate)
    exec python -m archway.operations.migrate "$endpoints" ;;
  *)
    echo "archway: expected rasa, actions or migrate; found '${1:-}'" >&2
    exit 2 ;;
esac
