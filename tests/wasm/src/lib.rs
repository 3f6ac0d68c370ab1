//! The library as a WebAssembly module without imports: a host passes it the bytes of books and receives the JSON of their audit.
//!
//! Bytes cross one at a time, so that neither side reads the memory of the other. An app would use `wasm-bindgen`.

use std::sync::{Mutex, PoisonError};

use revolving_fund::{Audit, Books};

static BYTES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Appends a byte to the file.
#[unsafe(no_mangle)]
pub extern "C" fn give(byte: u8) {
    BYTES.lock().unwrap_or_else(PoisonError::into_inner).push(byte);
}

/// Audits the file and returns the length of the answer, one JSON object, which replaces the file.
#[unsafe(no_mangle)]
pub extern "C" fn audit() -> usize {
    answer(|file| {
        let audit = Audit::of(file).map_err(|error| error.to_string())?;
        serde_json::to_string(&audit.report("books")).map_err(|error| error.to_string())
    })
}

/// Opens the file and returns the length of the answer, which replaces it: the head of the books, or the reason why they cannot be opened.
#[unsafe(no_mangle)]
pub extern "C" fn open() -> usize {
    answer(|file| Books::open(file).map(|books| books.head().to_string()).map_err(|error| error.to_string()))
}

/// Returns a byte of the answer; zero after its end.
#[unsafe(no_mangle)]
pub extern "C" fn take(at: usize) -> u8 {
    BYTES.lock().unwrap_or_else(PoisonError::into_inner).get(at).copied().unwrap_or(0)
}

/// Empties the file, so that another can be passed.
#[unsafe(no_mangle)]
pub extern "C" fn clear() {
    BYTES.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn answer(of: impl Fn(&[u8]) -> Result<String, String>) -> usize {
    let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
    *bytes = of(&bytes).unwrap_or_else(|error| error).into_bytes();
    bytes.len()
}
