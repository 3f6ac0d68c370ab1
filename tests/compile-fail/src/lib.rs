//! Misuse that the types of `revolving-fund` prevent: each file of `tests/promises` is a program that must not compile,
//! beside it what the compiler says of it.
