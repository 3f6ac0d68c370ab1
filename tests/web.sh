#!/usr/bin/env bash
# The page of `examples/web` as a treasurer uses it: Chromium without scripts, on a phone, from an empty club to a signed month; then the
# file is audited.
#
# `tests/web.sh [--pictures]`; with `--pictures` it leaves PNG pictures in target/web-checked/pictures. What is missing is installed: the
# browser from Debian, axe-core and playwright-core (which drives the browser) from npm.
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
