//! The order of the rooms (the modules of the crate): a room uses only earlier rooms of `lib.rs`, and no files of the library use each
//! other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Lists the rooms in their order: the `mod` lines of `lib.rs`.
fn rooms(lib: &str) -> Vec<String> {
    let lines = lib.lines().filter_map(|line| line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod "));
    lines.filter_map(|line| line.strip_suffix(';')).map(str::to_owned).collect()
}

/// Returns the code of a source file without comments and unit tests.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Finds the rooms that a source file names.
fn used(source: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code(source).split("crate::").skip(1).map(name).filter(|room| !room.is_empty()).collect()
}

/// Lists the uses of a later room or of a name that is not a room.
fn out_of_order(rooms: &[String], sources: &[(String, String)]) -> Vec<String> {
    let place = |room: &str| rooms.iter().position(|known| known == room);
    let mut wrong = Vec::new();
    for (path, source) in sources {
        let room = path.split('/').next().unwrap_or_default();
        let Some(here) = place(room) else {
            wrong.push(format!("{room} is not in lib.rs"));
            continue;
        };
        for other in used(source) {
            match place(&other) {
                Some(there) if there <= here => {}
                Some(_) => wrong.push(format!("{room} uses {other}, which comes after it")),
                None => wrong.push(format!("{room} uses {other}, which is no room")),
            }
        }
    }
    wrong
}

/// Reads all source files except `lib.rs`, each with its path: `money`, `loan`, `loan/course`.
pub(crate) fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for path in fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && path != folder.join("lib.rs") {
                let inside: PathBuf = path.strip_prefix(folder).unwrap().into();
                let inside = inside.to_str().unwrap().trim_end_matches(".rs").trim_end_matches("/mod");
                found.push((inside.to_owned(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// Returns the paths of a tree of `use`: `a::{b, c::D}` is `a::b` and `a::c::D`.
fn flat(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().to_owned()];
    };
    let inside = inside.strip_suffix('}').unwrap_or(inside);
    let mut depth = 0_i32;
    let branches = inside.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    let branches = branches.filter(|branch| !branch.trim().is_empty());
    branches.flat_map(flat).map(|path| format!("{before}{path}")).collect()
}

/// Finds the paths that a file uses, and those that it exports again.
fn paths(source: &str) -> (Vec<String>, Vec<String>) {
    let (mut used, mut exported) = (Vec::new(), Vec::new());
    let code = code(source);
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let import = line
            .trim()
            .split_once("use ")
            .filter(|(before, _)| matches!(*before, "" | "pub " | "pub(crate) " | "pub(super) "));
        if let Some((before, tree)) = import {
            let mut tree = tree.to_owned();
            while !tree.ends_with(';') {
                tree.push_str(lines.next().expect("a `use` ends").trim());
            }
            let into = if before.is_empty() { &mut used } else { &mut exported };
            into.extend(flat(tree.trim_end_matches(';')));
        } else {
            let words = line.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | ':'));
            used.extend(words.filter(|word| word.contains("::")).map(str::to_owned));
        }
    }
    (used, exported)
}

/// Finds the files of the library that each file uses. Uses between a file and the `mod.rs` above it are ignored, because a `mod.rs`
/// exports the items of the files below.
fn uses(sources: &[(String, String)]) -> BTreeMap<&str, BTreeSet<&str>> {
    let known: BTreeSet<&str> = sources.iter().map(|(path, _)| path.as_str()).collect();
    let absolute = |from: &str, path: &str| -> Option<String> {
        let (first, rest) = path.split_once("::")?;
        let above = |path: &str| path.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
        let before = match first {
            "crate" => String::new(),
            "super" => {
                let (mut before, mut rest) = (above(from), rest);
                while let Some(higher) = rest.strip_prefix("super::") {
                    before = above(before.trim_end_matches('/'));
                    rest = higher;
                }
                return Some(before + &rest.replace("::", "/"));
            }
            child if known.contains(format!("{from}/{child}").as_str()) => format!("{from}/{first}/"),
            _ => return None,
        };
        Some(before + &rest.replace("::", "/"))
    };
    let mut exported: BTreeMap<String, String> = BTreeMap::new();
    for (from, source) in sources {
        for path in paths(source).1 {
            if let (Some(home), Some((_, name))) = (absolute(from, &path), path.rsplit_once("::")) {
                // A function may have the name of its file.
                if !known.contains(format!("{from}/{name}").as_str()) {
                    exported.insert(format!("{from}/{name}"), home);
                }
            }
        }
    }
    let mut all: BTreeMap<&str, BTreeSet<&str>> = known.iter().map(|path| (*path, BTreeSet::new())).collect();
    for (from, source) in sources {
        for path in paths(source).0 {
            let Some(mut path) = absolute(from, &path) else { continue };
            while let Some((place, home)) =
                exported.iter().find(|(place, _)| path == **place || path.starts_with(&format!("{place}/")))
            {
                path = path.replacen(place, home, 1);
            }
            let file = path
                .match_indices('/')
                .map(|(end, _)| &path[..end])
                .chain([path.as_str()])
                .rfind(|file| known.contains(file));
            let Some(file) = file.and_then(|file| known.get(file)) else { continue };
            let is_above = |one: &str, other: &str| one == other || other.starts_with(&format!("{one}/"));
            if !is_above(file, from) && !is_above(from, file) {
                all.get_mut(from.as_str()).unwrap().insert(file);
            }
        }
    }
    all
}

/// Finds the circular uses.
fn circles(sources: &[(String, String)]) -> Vec<String> {
    let mut left = uses(sources);
    loop {
        let used: BTreeSet<&str> = left.values().flatten().copied().collect();
        let done: BTreeSet<&str> = left
            .iter()
            .filter(|(file, uses)| uses.is_empty() || !used.contains(*file))
            .map(|(file, _)| *file)
            .collect();
        if done.is_empty() {
            break;
        }
        left.retain(|file, _| !done.contains(file));
        for uses in left.values_mut() {
            uses.retain(|file| !done.contains(file));
        }
    }
    left.iter().flat_map(|(file, uses)| uses.iter().map(move |used| format!("{file} uses {used}"))).collect()
}

#[test]
fn a_room_uses_only_earlier_rooms() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&fs::read_to_string(folder.join("lib.rs")).unwrap());
    assert!(rooms.len() > 20, "{rooms:?}");
    assert_eq!(out_of_order(&rooms, &sources(&folder)), Vec::<String>::new());
}

#[test]
fn the_check_of_rooms_reports_uses_out_of_order() {
    let rooms = rooms("mod money;\n\nmod books;\npub mod guide;\n");
    assert_eq!(rooms, ["money", "books", "guide"]);
    let sources = [
        ("money".to_owned(), "use crate::books::Books;\n#[cfg(test)] use crate::guide;".to_owned()),
        ("books".to_owned(), "/// [`crate::guide`]\nfn f() -> crate::money::Money { crate::Record }".to_owned()),
        ("attic".to_owned(), String::new()),
    ];
    assert_eq!(
        out_of_order(&rooms, &sources),
        ["money uses books, which comes after it", "books uses Record, which is no room", "attic is not in lib.rs",]
    );
}

#[test]
fn the_files_of_the_library_have_no_circular_use() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let uses = uses(&sources);
    assert!(uses["loan/course"].contains("loan/schedule"), "{:?}", uses["loan/course"]);
    assert_eq!(circles(&sources), Vec::<String>::new());
}

#[test]
fn the_check_of_files_reports_a_circular_use() {
    let of = |files: &[(&str, &str)]| {
        let files: Vec<_> = files.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned())).collect();
        circles(&files)
    };
    let one = ("bank/one", "use super::two::Two;");
    assert_eq!(
        of(&[one, ("bank/two", "use super::other::{\n    Other,\n};"), ("bank", "mod one;")]),
        Vec::<String>::new()
    );
    assert_eq!(
        of(&[one, ("bank/two", "fn f() -> super::one::One {}"), ("bank/three", "use super::one::One;")]),
        ["bank/one uses bank/two", "bank/two uses bank/one"]
    );
    // Through a name that the folder exports, and through a third file.
    assert_eq!(
        of(&[
            one,
            ("bank/two", "use crate::cash::{self, Box};"),
            ("cash", "use crate::bank::One;"),
            ("bank", "mod one;\nmod two;\npub use one::{One, Uno as Ein};\nfn f() { one::go() }"),
        ]),
        ["bank/one uses bank/two", "bank/two uses cash", "cash uses bank/one"]
    );
}
