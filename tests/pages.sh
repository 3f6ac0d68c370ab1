#!/usr/bin/env bash
# Checks the pages in a browser: pages.sh [--pictures]
#
# Chromium renders them on a phone and on paper, and axe-core checks their accessibility. Exits with 0 if all checks pass. With --pictures
# it also writes PNG pictures to target/pages-checked/pictures. Installs missing tools: browser and pdfinfo from Debian, axe-core and
# playwright-core from npm.
set -euo pipefail
cd "$(dirname "$0")/.."

. tests/pages/install.sh

folder=target/pages-checked
rm -rf "$folder"
mkdir -p "$folder/books"
cargo build --locked --quiet --all-features --example monthly_report
report=${CARGO_TARGET_DIR:-target}/debug/examples/monthly_report
# Status 1 means that the books have findings; they have a page too.
page() {
    local name=$1 status=0
    shift
    "$report" --out "$folder/$name.html" "$@" || status=$?
    [[ $status -le 1 ]] || { echo "monthly_report exits with $status for $name"; exit 1; }
}

# A new, a small and a large club, one without repayments for half a year, and one with hostile texts (and a broken chain).
head -n 8 examples/books/first-year.jsonl > "$folder/books/new.jsonl"
head -n 1 examples/books/first-year.jsonl > "$folder/books/empty.jsonl"
sed -E 's/"name":"[^"]*"/"name":"WWWWWWWW <script>alert(1)<\/script> \&amp; WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"/' \
    examples/books/at-meeting.jsonl > "$folder/books/hostile.jsonl"
for language in vi en both; do
    page "month-new-$language" --lang $language "$folder/books/new.jsonl"
    page "month-small-$language" --lang $language examples/books/no-grant.jsonl
    page "month-large-$language" --lang $language examples/books/first-year.jsonl
    page "month-meeting-$language" --lang $language examples/books/at-meeting.jsonl
    page "month-trouble-$language" --lang $language --month 2025-09 examples/books/first-year.jsonl
    page "month-hostile-$language" --lang $language --month 2025-02 "$folder/books/hostile.jsonl"
done
page month-empty-vi --lang vi "$folder/books/empty.jsonl"
page auditor-large-both --page auditor
page auditor-hostile-vi --page auditor --lang vi "$folder/books/hostile.jsonl"
page projection-both --page projection --inflation 0.04
page province-both --page province

nice node tests/pages/check.mjs "$folder" "$@"
