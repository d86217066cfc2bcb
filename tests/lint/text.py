#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every source names its licence; no stray white space; nothing that is true of one machine only."""
import re

import tree

LICENCE = "SPDX-License-Identifier: "
CXX_LICENCE = "BSD-3-Clause"
BPF_LICENCE = "GPL-2.0-only OR BSD-2-Clause"
MACHINE = re.compile(r"(?<![\w.$}])/(work|home|root|Users)/")


def licence_problem(top, path, lines):
    if tree.is_python(top, path) or tree.is_cmake(path) or tree.is_shell(top, path):
        named = any(LICENCE in line for line in lines[:2])
        return None if named else f"{path}: no '{LICENCE}…' in its first two lines"
    if not tree.is_cxx(path):
        return None
    licences = {CXX_LICENCE} if path.suffix in (".hpp", ".cpp") else {CXX_LICENCE, BPF_LICENCE}
    if tree.is_bpf(path):
        licences = {BPF_LICENCE}
    if lines and lines[0] in {f"// {LICENCE}{name}" for name in licences}:
        return None
    return f"{path}: its first line is not '// {LICENCE}{' or '.join(sorted(licences))}'"


def line_problem(path, line):
    if line != line.rstrip():
        return "white space at the end of the line"
    if "\t" in line and tree.is_cxx(path):
        return "a tab"
    machine = MACHINE.search(line)
    return f"'{machine[0]}' is a path of one machine" if machine else None


def check(top):
    for path in tree.files(top):
        data = (top / path).read_bytes()
        if b"\0" in data or path.parts[0] == "LICENSES" or "corpus" in path.parts:
            continue
        text = data.decode()
        lines = text.splitlines()
        licence = licence_problem(top, path, lines)
        if licence:
            yield licence
        if text and not text.endswith("\n"):
            yield f"{path}: its last line does not end"
        for number, line in enumerate(lines, 1):
            problem = line_problem(path, line)
            if problem:
                yield f"{path}:{number}: {problem}"


if __name__ == "__main__":
    tree.report(check(tree.root()))
