//! The order of the rooms: a room uses only those that stand before it in `lib.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in their order: the `mod` lines of `lib.rs`.
fn rooms(lib: &str) -> Vec<String> {
    let lines = lib.lines().filter_map(|line| line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod "));
    lines.filter_map(|line| line.strip_suffix(';')).map(str::to_owned).collect()
}

/// The rooms that a source file names, its unit tests left out.
fn used(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.split("crate::").skip(1).map(name).filter(|room| !room.is_empty()).collect()
}

/// Where a room uses one that stands behind it, or none that there is.
fn out_of_order(rooms: &[String], sources: &[(String, String)]) -> Vec<String> {
    let place = |room: &str| rooms.iter().position(|known| known == room);
    let mut wrong = Vec::new();
    for (room, source) in sources {
        let Some(here) = place(room) else {
            wrong.push(format!("{room} is not in lib.rs"));
            continue;
        };
        for other in used(source) {
            match place(&other) {
                Some(there) if there <= here => {}
                Some(_) => wrong.push(format!("{room} uses {other}, which stands behind it")),
                None => wrong.push(format!("{room} uses {other}, which is no room")),
            }
        }
    }
    wrong
}

/// All source files but `lib.rs`, each with the room that it belongs to.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for path in fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && path != folder.join("lib.rs") {
                let inside: PathBuf = path.strip_prefix(folder).unwrap().into();
                let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
                found.push((room, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn a_room_uses_only_those_before_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&fs::read_to_string(folder.join("lib.rs")).unwrap());
    assert!(rooms.len() > 20, "{rooms:?}");
    assert_eq!(out_of_order(&rooms, &sources(&folder)), Vec::<String>::new());
}

#[test]
fn the_reader_of_rooms_sees_what_is_out_of_order() {
    let rooms = rooms("mod money;\n\nmod books;\npub mod guide;\n");
    assert_eq!(rooms, ["money", "books", "guide"]);
    let sources = [
        ("money".to_owned(), "use crate::books::Books;\n#[cfg(test)] use crate::guide;".to_owned()),
        ("books".to_owned(), "/// [`crate::guide`]\nfn f() -> crate::money::Money { crate::Record }".to_owned()),
        ("attic".to_owned(), String::new()),
    ];
    assert_eq!(
        out_of_order(&rooms, &sources),
        ["money uses books, which stands behind it", "books uses Record, which is no room", "attic is not in lib.rs",]
    );
}
