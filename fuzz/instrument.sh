#!/usr/bin/env bash
shopt -s extglob
# Compiler wrapper, called by cargo with the compiler's command line: instruments the library, its parser and the fuzz targets, so that
# the fuzzer sees the branches and comparisons of an input. Other dependencies are not instrumented, which makes fuzzing twice as fast.
case " $* " in
*" --crate-name "@(revolving_fund|serde_json|serde_path_to_error|revolving_fund_fuzz|reader|damage|events)" "*)
    set -- "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
esac
exec "$@"
