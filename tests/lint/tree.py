# SPDX-License-Identifier: BSD-3-Clause
"""What the checks share: the tree's files, and one way to report what is wrong with them."""
import pathlib
import re
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
    return path.suffix == ".sh" or interpreter(top, path) in ("sh", "bash")


def is_python(top, path):
    return path.suffix == ".py" or interpreter(top, path) == "python3"


def is_cmake(path):
    return path.name == "CMakeLists.txt" or path.suffix == ".cmake"


def is_bpf(path):
    return path.name.endswith(".bpf.c")


def interpreter(top, path):
    """The program that runs a file without a suffix, by its first line, or None."""
    if path.suffix:
        return None
    with (top / path).open(errors="replace") as lines:
        found = re.match(r"#! ?(?:/usr/bin/env |\S*/)(\w+)", lines.readline())
    return found and found[1]


def report(problems):
    """Prints each problem as FILE[:LINE]: TEXT and exits, 1 if there are any."""
    problems = list(problems)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
