#!/usr/bin/env bash
# Tests `examples/web` in a browser: web.sh [--pictures]
#
# Chromium on a phone, without scripts, goes from an empty club to a closed month; then the file is audited. Exits with 0 if all checks
# pass. With --pictures it also writes PNG pictures to target/web-checked/pictures. Installs missing tools: the browser from Debian,
# axe-core and playwright-core from npm.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/pages/install.sh

cargo build --locked --quiet --all-features --example web --example audit
examples=${CARGO_TARGET_DIR:-target}/debug/examples
folder=target/web-checked
rm -rf "$folder"
mkdir -p "$folder"
books=$folder/club.jsonl

nice node tests/web/drive.mjs "$examples/web" "$books" "$@"

"$examples/audit" "$books" > "$folder/audit.txt" || { cat "$folder/audit.txt"; exit 1; }
tail -n 1 "$folder/audit.txt"
