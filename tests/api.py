#!/usr/bin/env python3
"""Lists the public interface, so that each change of it shows as a difference.

    cargo doc --no-deps --all-features
    tests/api.py           compares the interface with tests/api.txt; exits with 1 if it differs
    tests/api.py --write   writes tests/api.txt

The list is read from the pages of `cargo doc`, which also contain the items made by macros and all paths of an item, on stable Rust. An
item with two paths is listed in full under the longer one.
"""

import difflib
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "doc/revolving_fund"
LIST = ROOT / "tests/api.txt"


class Page(HTMLParser):
    """The declaration of one page, its own methods and constants, and the traits implemented."""

    def __init__(self):
        super().__init__()
        self.section, self.until, self.text, self.hidden = None, None, "", False
        self.declaration, self.own, self.traits, self.items = [], [], [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        if (attributes.get("id") or "").endswith("implementations-list"):
            self.section = attributes["id"]
        if self.until is None and ("item-decl" in classes or "code-header" in classes):
            self.until, self.text = tag, ""
        self.hidden = self.hidden or tag == "summary"
        if tag == "div" and self.until and self.until != "pre":
            self.text += " "
        if tag == "a" and "href" in attributes:
            self.items.append(attributes["href"])

    def handle_data(self, data):
        # "Show 43 variants" is a button.
        if self.until and not (self.until == "pre" and self.hidden):
            self.text += data

    def handle_endtag(self, tag):
        self.hidden = self.hidden and tag != "summary"
        if tag == "div" and self.until == "pre":
            self.text += "\n"
        if tag != self.until:
            return
        text = re.sub(r"\s+", " ", self.text).strip()
        if tag == "pre":
            self.declaration = [line.rstrip() for line in self.text.split("\n") if line.strip()]
        elif tag == "h4" and self.section == "implementations-list":
            self.own.append(text)
        elif tag == "h3" and self.section == "trait-implementations-list" and "StructuralPartialEq" not in text:
            self.traits.append(text)
        self.until = None


def read(path):
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def described(name, page):
    """Returns the lines of an item, with its implemented traits in one line."""
    own_trait = re.compile(rf"^impl(?:<.*?>)? (.*) for {re.escape(name)}\b(?:<.*>)?$")
    short = [own_trait.match(text) for text in page.traits]
    traits = sorted({found[1] for found in short if found})
    others = sorted({text for text, found in zip(page.traits, short) if not found})
    lines = page.declaration + sorted(page.own)
    return lines + ([f"impl {', '.join(traits)}"] if traits else []) + others


def interface():
    """Returns the lines of each item of `all.html`, under its path."""
    if not (DOCS / "all.html").exists():
        sys.exit(f"{DOCS}: no documentation; run cargo doc --no-deps --all-features first")
    found = {}
    for link in read(DOCS / "all.html").items:
        item = re.fullmatch(r"((?:\w+/)*)(\w+)\.(\w+)\.html", link)
        if item:
            path = item[1].replace("/", "::") + item[3]
            found[path] = (item[2], described(item[3], read(DOCS / link)))
    full = {}
    for path, (kind, lines) in sorted(found.items(), key=lambda each: (-each[0].count("::"), each[0])):
        full.setdefault((kind, path.split("::")[-1], tuple(lines)), path)
    text = []
    for path, (kind, lines) in sorted(found.items()):
        home = full[kind, path.split("::")[-1], tuple(lines)]
        text += [f"{path} = {home}"] if home != path else [path, *(f"    {line}" for line in lines)]
    return text


def main():
    now = interface()
    if sys.argv[1:] == ["--write"]:
        LIST.write_text("\n".join(now) + "\n", encoding="utf-8")
    elif sys.argv[1:]:
        sys.exit("usage: tests/api.py [--write]")
    before = LIST.read_text(encoding="utf-8").splitlines()
    if difference := list(difflib.unified_diff(before, now, "tests/api.txt", "now", n=0, lineterm="")):
        print("\n".join(difference))
        sys.exit("the public interface changed: see the guide's page on stability, note it in CHANGELOG.md, run tests/api.py --write")
    names = sum(not line.startswith(" ") for line in now)
    print(f"{names} public items, {sum(line[0] != ' ' and '::' not in line.split(' ')[0] for line in now)} of them at the crate root")


main()
