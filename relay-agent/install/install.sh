#!/bin/sh
# Installs the Butler relay as a service of systemd, upgrades it in place, or removes it. The program beside this script does the work.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
relay=$here/butler-relay

usage() {
  cat <<'TEXT'
Usage: sudo ./install.sh [--service-bus FILE] [--command-key FILE] [--config FILE]
       sudo ./install.sh --uninstall [--purge]

Without --service-bus it asks for the Service Bus connection string, and does not show it. FILE is a file that holds the string alone, or -
for standard input. The string is never an argument: every user of a machine can read arguments, and the shell's history keeps them.
TEXT
}

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

verb=install
rooted=no
for word in "$@"; do
  case $word in
    --help | -h) usage; exit 0 ;;
    --uninstall) verb=uninstall ;;
    --root) rooted=yes ;;
    --service-bus=* | --command-key=* | Endpoint=*) fail "a secret is never an argument: name a file, or - for standard input" ;;
  esac
done

[ -f "$relay" ] || fail "there is no $relay: unpack the whole archive, and run this script where it lies"
[ "$(id -u)" -eq 0 ] || [ $rooted = yes ] || fail "this needs root: sudo $0"
"$relay" --version >/dev/null 2>&1 || fail "$relay does not run on this machine ($(uname -s) $(uname -m)): take the archive of its platform"

if [ $verb = install ]; then
  exec "$relay" install "$@"
fi

count=$#
while [ "$count" -gt 0 ]; do # without --uninstall, which the program does not know
  [ "$1" = --uninstall ] || set -- "$@" "$1"
  shift
  count=$((count - 1))
done
exec "$relay" uninstall "$@"
