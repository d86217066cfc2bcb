# SPDX-License-Identifier: BSD-3-Clause
"""What the checks share: the tree's files, and one way to report what is wrong with them."""
import pathlib
import subprocess
import sys

CXX = (".hpp", ".cpp", ".h", ".c")


def root():
    """The tree to check: the argument, else the one this file stands in."""
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    return pathlib.Path(given[0] if given else pathlib.Path(__file__).parents[2]).resolve()


def files(top):
    """Paths, relative to top, of all files that are in git or would be: ignored ones are not ours to judge."""
    git = ["git", "-c", "safe.directory=*", "-C", top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(git, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = sorted({pathlib.Path(n) for n in names if n and (top / n).is_file()})
    if not paths:
        sys.exit(f"{top}: no files to check")
    return paths


def is_cxx(path):
    return path.suffix in CXX


def is_shell(top, path):
    if path.suffix == ".sh":
        return True
    return not path.suffix and first_line(top / path).startswith(("#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/bash"))


def is_cmake(path):
    return path.name == "CMakeLists.txt" or path.suffix == ".cmake"


def is_bpf(path):
    return path.name.endswith(".bpf.c")


def first_line(path):
    with path.open(errors="replace") as lines:
        return lines.readline()


def report(problems):
    """Prints each problem as FILE[:LINE]: TEXT and exits, 1 if there are any."""
    problems = list(problems)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
