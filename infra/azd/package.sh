#!/usr/bin/env bash
# Makes the function app's package for azd, under a name that does not change with the version.
set -euo pipefail
cd "$(dirname "$0")/../.."

rm -rf artifacts/azd
packaging/build --azure --only functions --out artifacts/azd
mv artifacts/azd/butler-functions-*.zip artifacts/azd/butler-functions.zip
