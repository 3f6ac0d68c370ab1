#!/usr/bin/env bash
# Builds the library for WebAssembly and audits the samples in it: wasm.sh
#
# Uses the target of the installed toolchain. Where it is missing, the standard library is built from source by the Rust compiler that
# Debian keeps for its browsers; the script installs that compiler, its source and a linker. Exits with 1 if a result differs.
set -euo pipefail
cd "$(dirname "$0")/.."

target=wasm32-unknown-unknown
build=(build --locked --quiet --release --manifest-path tests/wasm/Cargo.toml --target "$target" --target-dir target/wasm)
if [[ -d $(rustc --print target-libdir --target "$target") ]]; then
    cargo "${build[@]}"
else
    linker=$(compgen -G '/usr/bin/wasm-ld*' | tail -n 1 || true)
    if [[ ! -x /usr/bin/rustc || ! -x /usr/bin/cargo || ! -d /usr/lib/rustlib/src/rust || -z $linker ]]; then
        apt-get update -qq
        apt-get install -qq -y --no-install-recommends rustc-web cargo-web rust-web-src lld >/dev/null
        linker=$(compgen -G '/usr/bin/wasm-ld*' | tail -n 1)
    fi
    # Building the standard library is an unstable option of the package manager, hence RUSTC_BOOTSTRAP.
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker \
        /usr/bin/cargo "${build[@]}" -Z build-std=std,panic_abort
fi
node tests/wasm/run.mjs "target/wasm/$target/release/revolving_fund_wasm.wasm" tests/samples
