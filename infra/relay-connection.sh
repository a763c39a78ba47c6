#!/usr/bin/env bash
# Prints serviceBus.connection of a relay without an identity in Entra ID: a connection string for each of its queues, with spaces between.
# It is a secret: send it to a file that only you can read, or straight to the installer of the relay.
#
#   infra/relay-connection.sh RESOURCE_GROUP NAMESPACE RELAY > connection.txt
set -euo pipefail

if [ $# -ne 3 ]; then
  echo "usage: $0 RESOURCE_GROUP NAMESPACE RELAY" >&2
  exit 2
fi

command -v az >/dev/null || { echo "The Azure CLI (az) is needed; sign in with az login." >&2; exit 2; }

group=$1 namespace=$2 relay=$3
connections=()
for queue in events replies "commands-$relay"; do
  if ! connection=$(az servicebus queue authorization-rule keys list --resource-group "$group" --namespace-name "$namespace" \
    --queue-name "$queue" --name "$relay" --query primaryConnectionString --output tsv) || [ -z "$connection" ]; then
    echo "The queue $queue of $namespace has no policy $relay. Name the relay in the parameter relays, without principalId, and deploy." >&2
    exit 1
  fi

  connections+=("$connection")
done

echo "${connections[*]}"
