#!/usr/bin/env bash
# Puts known faults into a copy of the crate, one at a time, and tells which test catches each.
#
#   tests/faults/run.sh             all of them
#   tests/faults/run.sh PATTERN     those whose name holds PATTERN
#
# A fault is a patch, tests/faults/ROOM-WHAT.patch; its first line says the fault in the words of the trade. The copy must pass
# without it. Fails if a patch does not apply, does not compile, or is not caught.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
copy=$root/target/faults
log=$root/target/faults.log

# Not shared with the crate itself: cargo would take one for the other. What both depend on need not be built again.
built=${CARGO_TARGET_DIR:-$root/target}/debug
export CARGO_TARGET_DIR=$root/target/faults-built
if [[ ! -d $CARGO_TARGET_DIR && -d $built/deps ]]; then
    mkdir -p "$CARGO_TARGET_DIR/debug/deps"
    cp -r --preserve=timestamps "$built/build" "$built/.fingerprint" "$CARGO_TARGET_DIR/debug"
    cp --preserve=timestamps "$built"/deps/*.{rlib,rmeta,so,d} "$CARGO_TARGET_DIR/debug/deps"
fi
# The same histories on each run, told as they were found.
export LAWS_CASES=32 PROPTEST_RNG_SEED=84 PROPTEST_MAX_SHRINK_ITERS=0 PROPTEST_DISABLE_FAILURE_PERSISTENCE=true
export INSTA_UPDATE=no CARGO_TERM_COLOR=never

# Test binaries and what of them is run: all that takes a second or two. A fault that only hours of trying would find asks for a law.
steps=(
    "it --skip command --skip example --skip reconcile_laws:: --skip corpus:: --skip tamper:: --skip torn:: --skip life --skip lives --skip article --skip more_than_64_bits"
    "laws hold::"
    "scope"
    "model"
)

# Runs the steps in the copy. Prints the first test that fails, if one does.
first_failure() {
    local step binary arguments
    for step in "${steps[@]}"; do
        read -r binary arguments <<< "$step"
        [[ -d tests/$binary ]] || continue
        # shellcheck disable=SC2086 # the arguments are words
        timeout 600 cargo test --locked --test "$binary" -- $arguments > "$log" 2>&1 && continue
        if grep -q "could not compile" "$log"; then
            echo "does not compile"
        else
            echo "$binary $(sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log" | sort | head -n 1)"
        fi
        return
    done
}

# All of them, also where only some are asked for: a change of the library must not leave a fault behind.
for patch in tests/faults/*.patch; do
    patch --dry-run --batch --forward -p1 < "$patch" > "$log" || { echo "does not apply: $patch"; exit 1; }
done

rm -rf "$copy"
mkdir -p "$copy"
# The copy's files are new, so that nothing built with a fault in it is taken for fresh.
tar --exclude=target --exclude=./.git -cf - . | tar -xmf - -C "$copy"
cd "$copy"

failure=$(first_failure)
if [[ -n $failure ]]; then
    echo "without a fault: $failure, see $log"
    exit 1
fi

tried=0 caught=0
for patch in "$root"/tests/faults/*"${1:-}"*.patch; do
    name=$(basename "$patch" .patch)
    tried=$((tried + 1))
    if ! patch --batch --forward --no-backup-if-mismatch -p1 < "$patch" > "$log" 2>&1; then
        failure="does not apply"
    else
        failure=$(first_failure)
    fi
    case $failure in
        "does not apply" | "does not compile") verdict=WRONG ;;
        "") verdict=MISSED ;;
        *) verdict=caught caught=$((caught + 1)) ;;
    esac
    printf '%-6s  %-44s %s\n' "$verdict" "$name" "$failure"
    sed -n 's|^+++ b/\([^\t]*\).*|\1|p' "$patch" | while read -r file; do cp "$root/$file" "$file"; done
done
echo "$caught of $tried faults caught"
[[ $caught -eq $tried && $tried -gt 0 ]]
