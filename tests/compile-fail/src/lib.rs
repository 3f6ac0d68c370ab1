//! Misuse that the types of `revolving-fund` prevent. Each file of `tests/promises` is a program that must not compile; the error of the
//! compiler is in the file beside it.
