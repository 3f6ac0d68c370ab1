//! Small files of books, damaged or tampered with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revolving_fund::Books;
use revolving_fund::report::TrialBalance;
use revolving_fund_fuzz::damage;

fuzz_target!(|script: &[u8]| {
    let Some(forged) = damage::check(script) else { return };
    if cfg!(feature = "canary") {
        assert!(planted(&forged), "not noticed");
    }
});

/// Contains the planted bug: compares the trial balance instead of the head.
fn planted(forged: &damage::Forged) -> bool {
    let balance = |file: &[u8]| Books::open(file).ok().map(|books| TrialBalance::of(&books).rows);
    forged.file == forged.original || balance(&forged.file) != balance(forged.original)
}
