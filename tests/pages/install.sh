# Sourced by other scripts: installs Chromium and pdfinfo from Debian, axe-core and playwright-core from npm, if they are missing.
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v pdfinfo > /dev/null || missing+=(poppler-utils)
command -v node > /dev/null || missing+=(nodejs npm)
if [[ ${#missing[@]} -gt 0 ]]; then
    as_root=()
    [[ $(id -u) == 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get -qq update
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get -qq install --no-install-recommends "${missing[@]}" > /dev/null
fi
export PAGES_MODULES=$PWD/target/pages-modules
mkdir -p "$PAGES_MODULES"
cp tests/pages/package.json tests/pages/package-lock.json "$PAGES_MODULES"
[[ -d $PAGES_MODULES/node_modules/axe-core ]] || npm ci --prefix "$PAGES_MODULES" --silent --no-audit --no-fund
