# Reads the optimised code of the compiler (LLVM's text form) and lists the places that can still panic.
#
# Every panic has a `Location`, a constant in the code: its place in the source or, for functions such as unwrap, expect, Vec::insert and
# indexing, the place of their caller. So a panic is counted if its location is in `src/`, whatever function it was inlined into and
# however often that was instantiated.

function number(text, at,    place, value, unit, sign) { # four bytes, the lowest first, as LLVM writes bytes
    unit = 1
    for (place = 0; place < at + 4; place++) {
        sign = substr(text, 1, 1)
        if (sign == "\\") {
            if (place >= at) { value += unit * (16 * digit(substr(text, 2, 1)) + digit(substr(text, 3, 1))); unit *= 256 }
            text = substr(text, 4)
        } else {
            if (place >= at) { value += unit * ordinal[sign]; unit *= 256 }
            text = substr(text, 2)
        }
    }
    return value
}

function digit(sign) { return index("0123456789ABCDEF", sign) - 1 }

function shortened(path) { # a dependency by its name, the standard library by its crate
    sub(/^\/rustc\/[0-9a-f]+\/library\//, "", path)
    if (sub(/^.*\/registry\/src\/[^\/]*\//, "", path)) { sub(/\/.*/, "", path); return path }
    sub(/\/.*/, "", path)
    return path
}

BEGIN { for (place = 32; place < 127; place++) ordinal[sprintf("%c", place)] = place }

FNR == 1 { split("", file); split("", location); split("", spot); callee = inside = "" }

/^@.* constant \[[0-9]+ x i8\] c"[^"]*\.rs\\00"/ {
    text = $0; sub(/^.* c"/, "", text); sub(/\\00".*/, "", text)
    file[$1] = text
    next
}

/^@.* constant <\{ ptr, \[16 x i8\] \}> <\{ ptr @/ {
    text = $0; sub(/^.*<\{ ptr /, "", text)
    source = text; sub(/,.*/, "", source)
    sub(/^[^"]*"/, "", text); sub(/" \}>.*/, "", text)
    if (source in file) { location[$1] = file[source]; spot[$1] = number(text, 8) ":" number(text, 12) }
    next
}

/^; Function Attrs/ { next }
/^; / { callee = inside ? $0 : callee; named = $0; next }

/^define / { inside = named; sub(/^; /, "", inside); functions++; next }
/^}/ { inside = ""; next }

inside != "" && /@/ {
    is_call = $0 ~ /(call|invoke) /
    name = is_call ? callee : ""
    callee = ""
    sub(/^; (call|invoke) /, "", name)
    is_memory = name ~ /alloc::raw_vec::handle_error|alloc::alloc::handle_alloc_error|Fallibility>?::capacity_overflow|compact_str::unwrap_with_msg_fail|compact_str::repr::Repr>?::new_panic/
    if (name ~ /panicking::panic_(in_cleanup|cannot_unwind|nounwind)/) { cleanups++; next }
    rest = $0; located = 0
    while (match(rest, /@[A-Za-z0-9_.$]+/)) {
        word = substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH)
        if (!(word in location)) continue
        located = 1
        if (is_memory) continue
        if (location[word] ~ /^src\//) {
            place = location[word] ":" spot[word]
            if (!(place in ours)) { ours[place] = inside (name ? " calls " name : ""); count++ }
        } else {
            from = shortened(location[word])
            if (!((from, location[word] spot[word]) in seen)) { seen[from, location[word] spot[word]] = 1; others[from]++; other++ }
        }
    }
    if (is_memory) memory++
    else if (!located && name ~ /panicking::|unwrap_failed|expect_failed|_fail$|panic_on_ord_violation/) handed++
}

END {
    for (place in ours) print "  " place " in " ours[place] | "sort"
    close("sort")
    for (from in others) print "  not ours: " others[from] " place(s) of " from | "sort"
    close("sort")
    printf "  not counted: %d call(s) on allocation failure, %d on a panic while unwinding, %d whose location is passed in by a counted caller\n", memory, cleanups, handed
    printf "panic sites of our own in optimised code: %d (%d functions read)\n", count, functions
    exit count > 0 || functions == 0
}
