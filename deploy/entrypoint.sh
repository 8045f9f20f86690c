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

export ARCHWAY_ENDPOINTS=${ARCHWAY_ENDPOINTS:-deploy/endpoints.production.yml}
case "${1:-}" in
  rasa)
    exec python -m archway.operations.quiet_rasa run --endpoints "$ARCHWAY_ENDPOINTS" --credentials deploy/credentials.production.yml \
      --interface "$ARCHWAY_HOST" --port "$ARCHWAY_PORT" ;;
  actions)
    exec python -m archway.operations.action_server --host "${ACTIONS_HOST:-0.0.0.0}" --port "${ACTIONS_PORT:-5055}" ;;
  models)
    exec python -m archway.operations.model_server --host "${MODELS_HOST:-0.0.0.0}" --port "${MODELS_PORT:-5010}" --folder "${MODELS:-models}" ;;
  migrate)
    exec python -m archway.operations.migrate "$ARCHWAY_ENDPOINTS" ;;
  retention)
    exec python -m archway.operations.retention ;;
  archway)
    shift
    exec python -m archway.operations.cli "$@" ;;
  *)
    echo "archway: expected rasa, actions, models, migrate, retention or archway; found '${1:-}'" >&2
    exit 2 ;;
esac
