#!/usr/bin/env bash
shopt -s extglob
# Called by cargo in place of the compiler, with the compiler's command line: the library, its parser and the targets are
# instrumented, so that the fuzzer sees which branches an input takes and what it is compared with. What they rest on is not,
# which makes fuzzing twice as fast.
case " $* " in
*" --crate-name "@(revolving_fund|serde_json|serde_path_to_error|revolving_fund_fuzz|reader|damage|events)" "*)
    set -- "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
esac
exec "$@"
