//! Programs that must not compile, and the compiler's error for each (rustc 1.95).

#[test]
fn what_must_not_be_written_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/promises/*.rs");
}
