#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Code blocks in the documentation are what the files they name hold.

A block after the comment `file: PATH` equals that file; after `file: PATH region: NAME` it equals what stands between
the file's lines `// [NAME]` and `// [/NAME]`, without their common indentation.
"""
import re
import textwrap

import tree

SNIPPET = re.compile(r"^<!-- file: (\S+?)(?: region: (\S+))? -->\n+(`{3,})\w*\n(.*?)^\3$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"^<!-- file:.*$", re.MULTILINE)


def region(text, name):
    """What stands between the marks of a region, or None."""
    found = re.search(rf"^[ \t]*(?://|#) \[{name}\]\n(.*?)^[ \t]*(?://|#) \[/{name}\]$", text, re.MULTILINE | re.DOTALL)
    return textwrap.dedent(found[1]) if found else None


def source_problem(top, path, name, block):
    if not (top / path).is_file():
        return f"{path} is not there"
    text = (top / path).read_text()
    wanted = region(text, name) if name else text
    if wanted is None:
        return f"{path} has no region '{name}'"
    return None if wanted == block else f"differs from {path}" + (f" region {name}" if name else "")


def check(top):
    for path in [p for p in tree.files(top) if p.suffix == ".md"]:
        text = (top / path).read_text()
        snippets = {match.start(): match for match in SNIPPET.finditer(text)}
        for mark in MARK.finditer(text):
            line = text.count("\n", 0, mark.start()) + 1
            match = snippets.get(mark.start())
            problem = "no code block follows the comment"
            if match:
                problem = source_problem(top, match[1], match[2], match[4])
            if problem:
                yield f"{path}:{line}: {problem}"


if __name__ == "__main__":
    tree.report(check(tree.root()))
