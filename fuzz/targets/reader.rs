//! Any bytes are read as books.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revolving_fund_fuzz::reader;

fuzz_target!(|file: &[u8]| {
    let audit = reader::check(file);
    if cfg!(feature = "canary") {
        planted(&audit);
    }
});

/// Contains the planted bug: computes the number of absent members, which underflows if more attend than there are members.
fn planted(audit: &revolving_fund::Audit) {
    for record in audit.books().into_iter().flat_map(revolving_fund::Books::records) {
        if let revolving_fund::Event::ActivityReported(report) = &record.event {
            std::hint::black_box(report.members.get() - report.attendance.get());
        }
    }
}
