#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every public header compiles alone, with g++ and clang++, with the library's own warnings."""
import concurrent.futures
import itertools
import os
import subprocess

import tree

COMPILERS = ("g++", "clang++")
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]


def compile_alone(top, compiler, header):
    """What the compiler says about a source that holds nothing but this include."""
    command = [compiler, *FLAGS, f"-I{top}/include", "-x", "c++", "-include", top / header, os.devnull]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{header}: does not compile alone with {compiler}\n{result.stderr}" if result.returncode else None


def check(top):
    headers = [p for p in tree.files(top) if p.parts[:2] == ("include", "xdpk") and p.suffix in (".hpp", ".h")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = itertools.product(COMPILERS, headers)
        yield from filter(None, pool.map(lambda job: compile_alone(top, *job), jobs))


if __name__ == "__main__":
    tree.report(check(tree.root()))
