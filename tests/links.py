#!/usr/bin/env python3
"""Checks the links of the documentation as it is rendered: links.py [FOLDER]

FOLDER is the output of `cargo doc`, target/doc by default. Every link of a page of this crate must lead to an existing page, and to an
existing heading or item on it. rustdoc checks links to items but not to headings. Links to other crates and to the web are not followed.
Exits with 1 if a link is broken.
"""

import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

CRATE = "revolving_fund"
ROOT = Path(__file__).resolve().parent.parent
DOCS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "doc"


class Page(HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        fields = dict(attributes)
        if fields.get("id"):
            self.anchors.add(unquote(fields["id"]))  # some identifiers are percent-encoded already
        if tag == "a" and fields.get("href"):
            self.links.add(fields["href"])


def broken(root):
    """Yields each broken link as page, link and reason, then prints the number of checked links."""
    pages = {file.resolve(): Page(file.read_text(encoding="utf-8")) for file in sorted((root / CRATE).rglob("*.html"))}
    looked_at = 0
    for file, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link.startswith("javascript"):
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if target.is_dir():
                target /= "index.html"
            if target not in pages:
                # Pages of source code and of other crates: only those of this crate must exist.
                if root.resolve() / CRATE in target.parents and not target.exists():
                    yield file, link, "there is no such page"
                continue
            looked_at += 1
            fragment = unquote(parts.fragment)
            if fragment and fragment not in pages[target].anchors:
                yield file, link, "there is no such heading or item on the page"
    if not looked_at:
        yield root, CRATE, "there is no documentation; run cargo doc --no-deps --all-features"
    print(f"{looked_at} links on {len(pages)} pages")


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    found = list(broken(root))
    for file, link, reason in found:
        print(f"{file}: {link}: {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
