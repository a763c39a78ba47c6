#!/usr/bin/env bash
# Puts functions/butler.yaml into the container of the configuration, unless there is one. azd sets BUTLER_STORAGE_ACCOUNT.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${BUTLER_STORAGE_ACCOUNT:?is not set: azd provision sets it}"
command -v az >/dev/null || { echo "The Azure CLI (az) is needed; sign in with az login." >&2; exit 2; }
blob=(--auth-mode login --account-name "$BUTLER_STORAGE_ACCOUNT" --container-name configuration --name butler.yaml)

# The role that lets you write was granted a moment ago, and takes minutes to come into force.
pause=${BUTLER_RETRY_SECONDS:-30}
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  if exists=$(az storage blob exists "${blob[@]}" --query exists --output tsv 2>&1); then
    if [ "$exists" = true ]; then
      echo "The configuration is there already: it stays as it is."
      exit 0
    fi

    if az storage blob upload "${blob[@]}" --file functions/butler.yaml --output none; then
      echo "The configuration is a first one, which shows alerts in the log only. Write your own: docs/deploy.md, step 3."
      exit 0
    fi
  fi

  echo "The configuration cannot be written yet (attempt $attempt of 10)." >&2
  sleep "$pause"
done

echo "$exists" >&2
echo "Grant yourself Storage Blob Data Contributor on $BUTLER_STORAGE_ACCOUNT (parameter operators), then run infra/azd/first-configuration.sh." >&2
exit 1
