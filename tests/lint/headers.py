#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every public header compiles alone, with g++ and clang++, with the library's own warnings.

What a source of the library or of a program includes before all else, the builds compile alone: the release build with
g++, the sanitized ones with clang++. They see more folders than a user does, so this is a proof only for a header that
needs nothing from those. All others are compiled here.
"""
import concurrent.futures
import itertools
import os
import re
import subprocess

import tree

COMPILERS = ("g++", "clang++")
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
INCLUDE = r'[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]'
FIRST_INCLUDE = re.compile(rf"(?:[ \t]*(?://.*)?\n)*{INCLUDE}")
PRIVATE_FOLDERS = ("src", "bpf", "apps")


def compile_alone(top, compiler, header):
    """What the compiler says about a source that holds nothing but this include."""
    command = [compiler, *FLAGS, f"-I{top}/include", f"-I{top}/include/xdpk/dpdk", "-x", "c++", "-include", top / header, os.devnull]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{header}: does not compile alone with {compiler}\n{result.stderr}" if result.returncode else None


def first_includes(top, paths):
    """What the sources include with nothing but comments before."""
    for path in paths:
        if path.parts[0] in ("src", "apps") and path.suffix == ".cpp":
            found = FIRST_INCLUDE.match((top / path).read_text())
            if found:
                yield found[1]


def is_private(top, name):
    return name.endswith(".skel.h") or any((top / folder / name).exists() for folder in PRIVATE_FOLDERS)


def is_self_sufficient(top, header):
    """Whether all that it includes is there for users too: in include/, or not of this tree at all."""
    return not any(is_private(top, name) for name in re.findall(INCLUDE, (top / header).read_text()))


def check(top):
    paths = tree.files(top)
    first = set(first_includes(top, paths))
    headers = [p for p in paths if p.parts[:2] == ("include", "xdpk") and p.suffix in (".hpp", ".h")]
    alone = [h for h in headers if str(h.relative_to("include")) not in first or not is_self_sufficient(top, h)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from filter(None, pool.map(lambda job: compile_alone(top, *job), itertools.product(COMPILERS, alone)))


if __name__ == "__main__":
    tree.report(check(tree.root()))
