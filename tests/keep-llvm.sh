#!/bin/sh
# Compiles as cargo asks, and keeps the optimised LLVM code of the library and of two examples beside what is built: the value of
# RUSTC_WORKSPACE_WRAPPER for release builds whose code panic-census.sh reads. The code is in one piece, so that all of it is kept.
case " $* " in
*" opt-level=3 "*)
    case " $* " in
    *" --crate-name revolving_fund "* | *" --crate-name audit "* | *" --crate-name club_year "*)
        exec "$@" -Ccodegen-units=1 --emit=llvm-ir ;;
    esac ;;
esac
exec "$@"
