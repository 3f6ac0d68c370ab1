#!/usr/bin/env python3
"""Checks the documentation comments of all Rust files by the two rules of style that a program can check.

    tests/prose.py

1. The comment of a function, public or not, begins with a verb in the third person: "Returns the balance", not "The balance".
   Tests are exempt: their comments say what they show.
2. No sentence begins with a bare "What", "Whether", "How", "Of" and the like: "The amount owed", not "What is owed".

Lists each place that breaks one, and exits with 1 if there is any.
"""

import re
import subprocess
import sys

BARE = re.compile(r"(What|Whether|How|All that|Of|Where|Why|Who|Which|By how)\b")
COMMENT = re.compile(r"\s*//([/!])(?:$|\s(.*))")
FUNCTION = re.compile(r"(pub(\([^)]*\))? )?(const |async )*fn ")
VERB = re.compile(r"[A-Z][a-z]+s\b")


def sentences(lines):
    """Yields the sentences of a comment outside its code, questions and table rows excepted."""
    text, is_code = [], False
    for line in lines:
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif not is_code and not line.lstrip().startswith("|"):
            text.append(line)
    for part in re.split(r"(?<=[.;:])\s+|\n\s*\n|\n\s*[-*] ", "\n".join(text)):
        if not part.rstrip().endswith("?"):
            yield " ".join(part.split())


def comments(lines):
    """Yields each comment: its first line, whether it is about the item below, its text, and the lines that follow it."""
    at = 0
    while at < len(lines):
        begin, text = at, []
        while at < len(lines) and (found := COMMENT.match(lines[at])):
            text.append(found[2] or "")
            at += 1
        if text:
            yield begin + 1, COMMENT.match(lines[begin])[1] == "/", text, lines[at : at + 12]
        at += not text


def faults(path):
    """Yields line, reason and text of each fault of a file."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for line, is_outer, text, below in comments(lines):
        attributes = []
        while below and re.match(r"\s*(#\[|\)\]|reason\b)", below[0]):
            attributes.append(below.pop(0))
        is_test = any("test]" in attribute for attribute in attributes)
        if is_outer and below and FUNCTION.match(below[0].strip()) and not is_test and text[0] and not VERB.match(text[0]):
            yield line, "the function has no verb", text[0]
        for sentence in sentences(text):
            if BARE.match(sentence):
                yield line, "a sentence begins with a bare word", sentence[:100]


def main():
    listed = subprocess.run(["git", "ls-files", "*.rs"], check=True, capture_output=True, text=True)
    paths = listed.stdout.split()
    found = [(path, *fault) for path in paths for fault in faults(path)]
    for path, line, reason, text in found:
        print(f"{path}:{line}: {reason}: {text}")
    print(f"{len(paths)} files, {len(found)} comments against the style")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
