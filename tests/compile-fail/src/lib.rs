//! What the types of `revolving-fund` do not let one write: each file of `tests/promises` is a program that must not compile,
//! beside it what the compiler says of it.
