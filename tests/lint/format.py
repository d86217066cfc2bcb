#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The C and C++ sources are as clang-format leaves them; with --fix, makes them so."""
import subprocess
import sys

import tree


def clang_format(top, *options):
    sources = [str(p) for p in tree.files(top) if tree.is_cxx(p)]
    if not sources:
        return 0
    return subprocess.run(["clang-format", *options, *sources], cwd=top, check=False).returncode


if __name__ == "__main__":
    mode = ["-i"] if "--fix" in sys.argv else ["--dry-run", "-Werror"]
    sys.exit(clang_format(tree.root(), "--style=file", *mode))
