//! The README and the guide are current: links lead to files, every example is mentioned, figures and outputs are up to date.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use escargot::CargoBuild;
use revolving_fund::audit::WarningCode;
use revolving_fund::review::ObservationCode;
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::testing::laws;
use revolving_fund::*;

use crate::rooms::sources;
use crate::samples;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Lists the names of the files of a folder that have an ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(ending));
    names.sort();
    names
}

/// Lists the pages of the guide, as paths from the root.
fn pages() -> Vec<String> {
    files("src/guide", ".md").into_iter().map(|name| format!("src/guide/{name}")).collect()
}

/// The Markdown files that are not part of the rendered documentation.
const OUTSIDE: [&str; 4] = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

/// Finds the targets of the links of a Markdown text.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// Finds the words of a Markdown text in single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn links_between_files_lead_to_existing_files() {
    for file in OUTSIDE {
        let text = read(file);
        let relative = links(&text).filter(|target| !target.contains("://") && !target.starts_with('#'));
        for target in relative {
            let path = target.split('#').next().unwrap();
            assert!(root().join(path).exists(), "{file} links to {target}, which does not exist");
        }
    }
    // The pages are rendered as documentation, where links to files do not work. rustdoc checks links to items.
    for page in pages() {
        let text = read(&page);
        for target in links(&text).filter(|target| !target.contains("://")) {
            assert!(
                !target.contains('/') && !target.contains(".md"),
                "{page} links to {target}: link to `crate::guide::…`"
            );
        }
    }
}

#[test]
fn files_that_are_named_exist() {
    let folders = ["tests/", "examples/", "src/", "fuzz/", "benches/", ".ci/", "national/"];
    let named = |word: &&str| folders.iter().any(|folder| word.starts_with(folder)) && !word.contains(['*', '…', '$']);
    for file in OUTSIDE.into_iter().filter(|file| *file != "CHANGELOG.md").map(str::to_owned).chain(pages()) {
        for word in quoted(&read(&file)).filter(named) {
            let path = word.split([' ', ':']).next().unwrap();
            assert!(root().join(path).exists(), "{file} names {word}, which does not exist");
        }
    }
}

/// Finds the examples for which a text shows how to run them.
fn examples_in(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    text.split("--example ").skip(1).map(name).collect()
}

/// Lists the names of all examples: files, and folders with a `main.rs`.
pub(crate) fn examples() -> BTreeSet<String> {
    let folders = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.join("main.rs").is_file());
    let folders = folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    files("examples", ".rs").iter().map(|name| name.trim_end_matches(".rs").to_owned()).chain(folders).collect()
}

#[test]
fn every_example_is_mentioned_and_every_mention_is_an_example() {
    let examples = examples();
    let mentioned: BTreeSet<String> =
        pages().iter().map(String::as_str).chain(OUTSIDE).flat_map(|file| examples_in(&read(file))).collect();
    let unused: Vec<_> = examples.difference(&mentioned).collect();
    assert!(unused.is_empty(), "no README or guide says how to run the examples {unused:?}");
    let unknown: Vec<_> = mentioned.difference(&examples).filter(|name| !name.is_empty()).collect();
    assert!(unknown.is_empty(), "there are no examples {unknown:?}");
}

#[test]
fn every_page_of_the_guide_is_on_both_maps() {
    let (readme, start) = (read("README.md"), read("src/guide/start.md"));
    for page in pages() {
        assert!(readme.contains(&format!("({page})")), "README.md has no link to {page}");
        let module = page.trim_start_matches("src/guide/").trim_end_matches(".md");
        let on_map = module == "start" || start.contains(&format!("(crate::guide::{module})"));
        assert!(on_map, "the map of src/guide/start.md has no link to {page}");
    }
}

/// Figures computed from the code, and the file that must contain each.
#[test]
fn figures_in_the_documentation_are_current() {
    let statements = Statement::ALL.len();
    let faults = read("tests/faults.toml").matches("[[fault]]").count();
    let rust =
        read("Cargo.toml").lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().replace('"', "");
    let figures = [
        ("README.md", format!("**{} events**", EventKind::ALL.len())),
        ("README.md", format!("{} stable codes", Code::ALL.len())),
        ("README.md", format!("**{statements} statements**")),
        ("README.md", format!("{} warnings", WarningCode::ALL.len())),
        ("README.md", format!("any of {statements} statements")),
        ("README.md", format!("Rust {rust} or newer")),
        ("src/guide/start.md", format!("You have Rust {rust} or newer")),
        ("src/lib.rs", format!("computes {statements} statements")),
        ("src/guide/statements.md", format!("There are {statements} statements")),
        ("src/guide/statements.md", format!("{} ratios", ratios())),
        ("src/guide/reliability.md", format!("| {faults} | each noticed")),
        ("src/guide/reliability.md", format!("{} golden books", samples::names().len())),
    ];
    for (file, figure) in figures {
        assert!(read(file).contains(&figure), "{file} is stale: it should say {figure:?}");
    }
    let recipes = read("src/guide/cookbook.md").matches("\n## ").count();
    assert_eq!(recipes, 20, "the cookbook and the maps say that it has twenty recipes");
}

/// Counts the ratios of the statement of indicators.
fn ratios() -> usize {
    let bytes = samples::bytes_of("first-year");
    let report = Statement::Indicators.of("first-year", &bytes, &StatementOptions::default()).unwrap();
    let json = serde_json::to_value(report).unwrap();
    json["value"]["ratios"].as_object().unwrap().len()
}

/// The pages that promise complete lists contain all events, laws, statements, codes and features.
#[test]
fn lists_in_the_guide_are_complete() {
    let name = |text: &str| format!("`{text}`");
    let events = EventKind::ALL.iter().map(|kind| name(kind.name()));
    let codes = Code::ALL.iter().map(|code| name(code.as_str()));
    let warnings = WarningCode::ALL.iter().map(|code| name(code.as_str()));
    let format = read("src/guide/format.md");
    for entry in events.chain(codes).chain(warnings) {
        assert!(format.contains(&entry), "src/guide/format.md has no {entry}");
    }
    let testing = read("src/guide/testing.md");
    for law in laws::ALL {
        assert!(testing.contains(&format!("\n| `{}` |", law.name)), "src/guide/testing.md has no law {}", law.name);
    }
    let statements = read("src/guide/statements.md");
    for statement in Statement::ALL {
        assert!(
            statements.contains(&format!("\n| `{statement}` |")),
            "src/guide/statements.md has no row of `{statement}`"
        );
    }
    let codes = read("src/guide/codes.md");
    for code in ObservationCode::ALL {
        assert!(codes.contains(&format!("### `{code}`")), "src/guide/codes.md has no `{code}`");
    }
    let cargo = read("Cargo.toml");
    let features = cargo.split("[features]").nth(1).unwrap().split("\n[").next().unwrap();
    let features = features.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    for (feature, _) in features.filter(|(feature, _)| *feature != "default") {
        for file in ["README.md", "src/lib.rs"] {
            assert!(read(file).contains(&name(feature)), "{file} does not say what the feature `{feature}` adds");
        }
    }
}

/// The guide lists every file whose code names all events: those in which the compiler asks for a new one.
#[test]
fn the_places_to_add_an_event_are_listed() {
    let guide = read("src/guide/architecture.md");
    let row = guide.lines().find(|line| line.starts_with("| an event |")).unwrap();
    let is_asked = |source: &str| EventKind::ALL.iter().all(|kind| source.contains(&format!("::{kind:?}")));
    let asked: Vec<String> =
        sources(&root().join("src")).into_iter().filter(|(_, source)| is_asked(source)).map(|(path, _)| path).collect();
    assert!(asked.len() >= 7, "{asked:?}");
    for path in asked {
        assert!(
            row.contains(&format!("`{path}.rs`")) || row.contains(&format!("`{path}/mod.rs`")),
            "{path} is not listed"
        );
    }
}

/// A block of the guide that begins with `$ EXAMPLE ARGUMENTS` is part of the output of that example.
#[test]
fn outputs_in_the_guide_are_those_of_the_examples() {
    let mut checked = 0;
    for page in pages() {
        let text = read(&page);
        for block in text.split("```text\n$ ").skip(1).filter_map(|rest| rest.split("```").next()) {
            let (command, shown) = block.split_once('\n').unwrap();
            let mut words = command.split(' ');
            let example = CargoBuild::new().example(words.next().unwrap()).current_release().run().unwrap();
            let output = example.command().args(words).current_dir(root()).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let trimmed = |text: &str| text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            assert!(
                trimmed(&printed).contains(&trimmed(shown)),
                "{page}: `{command}` prints something else:\n{printed}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 3, "only {checked} outputs");
}

/// The head that the guide shows is the one that the code next to it asserts.
#[test]
fn the_head_of_the_first_app_is_the_one_that_its_code_asserts() {
    let start = read("src/guide/start.md");
    let is_head = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let heads: Vec<&str> = start.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_head).collect();
    assert!(heads.len() == 2 && heads[0] == heads[1], "{heads:?}");
}

/// The functions above find links, names and examples in a known text.
#[test]
fn the_markdown_reader_finds_links_names_and_examples() {
    let text = "a [b](c.md#d) and [e](https://f)\n`src/lib.rs` `x`\n```sh\ncargo run --example audit -- --json\n```\n";
    assert_eq!(links(text).collect::<Vec<_>>(), ["c.md#d", "https://f"]);
    assert_eq!(quoted(text).collect::<Vec<_>>(), ["src/lib.rs", "x"]);
    assert_eq!(examples_in(text), BTreeSet::from(["audit".to_owned()]));
}
