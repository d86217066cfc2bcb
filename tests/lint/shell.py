#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The shell scripts are clean for shellcheck."""
import subprocess
import sys

import tree


def shellcheck(top):
    scripts = [str(p) for p in tree.files(top) if tree.is_shell(top, p)]
    if not scripts:
        return 0
    return subprocess.run(["shellcheck", "-x", "--shell=bash", *scripts], cwd=top, check=False).returncode


if __name__ == "__main__":
    sys.exit(shellcheck(tree.root()))
