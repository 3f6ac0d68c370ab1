//! Runs the fuzz targets on the stored inputs, a minimal set that covers all known branches: a club's stories, damaged files and arbitrary
//! bytes.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::mem::discriminant;
use std::path::Path;

use revolving_fund::testing::NearMiss;
use revolving_fund::{Audit, EventKind};

use crate::fuzz::{damage, events, reader};
use crate::samples;

fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join("corpus").join(target);
    let inputs: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(inputs.len() >= 50, "only {} inputs are kept for {target}", inputs.len());
    inputs
}

/// The fuzzer also starts from the golden books: they contain a file for each reason of refusal and for each rule of an audit.
#[test]
fn all_ways_to_read_a_file_agree() {
    let golden = samples::names().into_iter().map(|name| samples::bytes_of(&name));
    let files = kept("reader").into_iter().chain(golden);
    let audits: Vec<_> = files.map(|file| reader::check(&file)).collect();
    let errors = audits.iter().filter_map(Audit::error);
    assert_eq!(errors.map(|error| discriminant(&error.reason)).collect::<HashSet<_>>().len(), 8);
    let findings = audits.iter().flat_map(Audit::findings);
    assert!(findings.map(|finding| finding.code.to_string()).collect::<BTreeSet<_>>().len() >= 32);
}

#[test]
fn damaged_books_are_noticed() {
    assert!(kept("damage").iter().filter_map(|script| damage::check(script)).count() >= 50);
}

/// Together the stories book every kind of event and are refused with every code.
#[test]
fn stories_of_every_event_and_every_refusal_keep_the_laws() {
    let (mut booked, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for script in kept("events") {
        let story = events::check(&script);
        booked.extend(story.books.records().map(|record| record.event.kind()));
        refused.extend(story.refused);
    }
    assert_eq!(booked, EventKind::ALL.iter().copied().collect());
    let all = NearMiss::codes().map(|code| code.as_str().to_owned());
    assert_eq!(all.filter(|code| !refused.contains(code)).collect::<Vec<_>>(), Vec::<String>::new());
}

/// Regenerates the stored stories after the meaning of their bytes changed.
#[test]
#[ignore = "writes to fuzz/corpus/events"]
fn regenerates_the_stories() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/events");
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(folder).unwrap();
    let (mut seen, mut kept) = (BTreeSet::new(), 0);
    let mut counts = std::collections::HashMap::new();
    for seed in 0..400 {
        let script = events::grow(seed, |kind, refusal| {
            let is_new = !seen.contains(&(kind, refusal.map(str::to_owned)));
            let often = *counts.get(&kind).unwrap_or(&0_u32);
            // A booked story with rare events has the highest value; a refusal counts only for its code.
            u32::from(is_new) * 2_000 + if refusal.is_none() { 1_000_u32.saturating_sub(often) } else { 0 }
        });
        let story = events::check(&script);
        let booked = story.books.records().map(|record| (record.event.kind(), None));
        for record in story.books.records() {
            *counts.entry(record.event.kind()).or_insert(0) += 1;
        }
        let refused = story.refusals.iter().map(|(kind, code)| (*kind, Some(code.clone())));
        let before = seen.len();
        seen.extend(booked.chain(refused));
        if seen.len() > before && kept < 80 {
            fs::write(format!("{folder}/{seed:03}"), script).unwrap();
            kept += 1;
        }
    }
}
