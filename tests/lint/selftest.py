#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Each check passes a clean tree and fails one with a single fault in it, naming the fault."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import tree

HERE = pathlib.Path(__file__).parent
CXX = "// SPDX-License-Identifier: BSD-3-Clause\n"
BPF = "// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
SH = "#!/usr/bin/env bash\n# SPDX-License-Identifier: BSD-3-Clause\n"
CMAKE = "# SPDX-License-Identifier: BSD-3-Clause\n"
HEADER = CXX + "#pragma once\n"
REGION = "int main() {\n    // [region]\n    return 0;\n    // [/region]\n}\n"
BLOCK = "<!-- file: apps/a/main.cpp{} -->\n```cpp\n{}```\n"

CLEAN = {
    "include/xdpk/base/a.hpp": HEADER + "namespace xdpk {\nstruct a {};\n} // namespace xdpk\n",
    "include/xdpk/stage/b.hpp": HEADER + "#include <xdpk/base/a.hpp>\n",
    "src/base/late.cpp": CXX + "#include <cstddef>\n#include <xdpk/base/late.hpp>\n",
    "src/base/p.hpp": HEADER,
    "src/base/private.cpp": CXX + "#include <xdpk/base/private.hpp>\n",
    "src/io/c.cpp": CXX + "#include <linux/if_xdp.h>\n#include <net/if.h>\n#include <xdp/libxdp.h>\n",
    "apps/a/main.cpp": CXX + REGION,
    "bpf/d.bpf.c": BPF + "int d;\n",
    "tests/netns/e.sh": SH + "set -euo pipefail\n",
    "CMakeLists.txt": CMAKE,
    "README.md": BLOCK.format("", CXX + REGION) + BLOCK.format(" region: region", "return 0;\n"),
}


def run(check, top):
    command = [sys.executable, HERE / f"{check}.py", top]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def function(lines):
    return "int f(int a) {\n" + "    a += 1;\n" * (lines - 1) + "    return a;\n}\n"


# check, file, its contents, what the check must say
FAULTS = [
    ("layers", "include/xdpk/stage/x.hpp", HEADER + "#include <xdpk/io/port.hpp>\n", "stage may not include io"),
    ("layers", "include/xdpk/base/x.hpp", HEADER + "#include <xdpk/net/mac_address.hpp>\n", "base may not include net"),
    ("layers", "src/run/x.cpp", CXX + '#include "stage/drop.hpp"\n', "run may not include stage"),
    ("layers", "src/run/x.cpp", CXX + "#  include <xdp/xsk.h>\n", "only io may"),
    ("layers", "src/core/x.cpp", CXX + "#include <linux/if_xdp.h>\n", "only io may"),
    ("layers", "src/run/x.cpp", CXX + '#include "redirect.skel.h"\n', "only io may"),
    ("layers", "src/util/x.cpp", CXX, "no layer 'util'"),
    ("headers", "include/xdpk/base/x.hpp", HEADER + "inline std::size_t x;\n", "alone with clang++"),
    ("headers", "include/xdpk/base/x.hpp", HEADER + "inline char x(int i) { return i; }\n", "alone with g++"),
    ("headers", "include/xdpk/base/late.hpp", HEADER + "inline std::size_t x;\n", "alone with g++"),
    ("headers", "include/xdpk/base/private.hpp", HEADER + '#include "base/p.hpp"\n', "alone with g++"),
    ("sizes", "include/xdpk/base/x.hpp", CXX + "\n" * 150, "a header may have 150"),
    ("sizes", "src/base/x.cpp", CXX + "\n" * 300, "a source may have 300"),
    ("sizes", "tests/unit/base/x_test.cpp", CXX + "\n" * 200, "a test file may have 200"),
    ("sizes", "apps/b/main.cpp", CXX + "\n" * 60, "main may have 60"),
    ("sizes", "cmake/X.cmake", CMAKE + "\n" * 150, "a CMake file may have 150"),
    ("sizes", "src/base/x.cpp", CXX + function(41), "a function of 41 lines"),
    ("sizes", "src/base/x.cpp", CXX + "template <class t>\nclass x {\n" + function(41) + "};\n", "of 41 lines"),
    ("sizes", "src/base/x.cpp", CXX + "x::x(int b)\n    : b_{b} {\n" + "    b_++;\n" * 41 + "}\n", "of 41 lines"),
    ("sizes", "src/base/x.cpp", CXX + "auto f =\n    [](int b) {\n" + "b++;\n" * 41 + "    };\n", "of 41 lines"),
    ("sizes", "bpf/x.bpf.c", BPF + function(61), "a function of 61 lines"),
    ("format", "src/base/x.cpp", CXX + "int  x;\n", "clang-format"),
    ("format", "bpf/x.bpf.c", BPF + "int *x;\n", "clang-format"),
    ("shell", "scripts/x.sh", SH + "echo $1\n", "SC2086"),
    ("shell", "tool", SH + "echo $1\n", "SC2086"),
    ("text", "src/base/x.cpp", "int x;\n", "first line"),
    ("text", "src/base/x.cpp", BPF, "first line"),
    ("text", "bpf/x.bpf.c", CXX, "first line"),
    ("text", "tool", "#!/usr/bin/python3\nimport os\n", "first two lines"),
    ("text", "tests/x.py", "import os\n", "first two lines"),
    ("text", "tests/CMakeLists.txt", "project(x)\n", "first two lines"),
    ("text", "docs/x.md", "text \n", "white space"),
    ("text", "docs/x.md", "text", "does not end"),
    ("text", "src/base/x.cpp", CXX + "\tint x;\n", "a tab"),
    ("text", "docs/x.md", "see /" + "home/me/x\n", "one machine"),
    ("snippets", "docs/x.md", BLOCK.format("", "int main() {}\n"), "differs from apps/a/main.cpp"),
    ("snippets", "docs/x.md", BLOCK.format(" region: region", "return 1;\n"), "region region"),
    ("snippets", "docs/x.md", BLOCK.format(" region: nothing", "return 0;\n"), "no region 'nothing'"),
    ("snippets", "docs/x.md", BLOCK.format("", "").replace("apps/a", "apps/z"), "is not there"),
    ("snippets", "docs/x.md", "<!-- file: apps/a/main.cpp -->\ntext\n", "no code block"),
]

FITTING = {
    "include/xdpk/base/x.hpp": HEADER + "\n" * 148,
    "src/base/x.cpp": CXX + function(40) + "struct s {\n" + "    int a(int);\n" * 50 + "};\n",
    "src/base/y.cpp": CXX + "const t table = f({\n" + "    {1, 2},\n" * 50 + "});\n",
    "src/base/z.cpp": CXX + "const t table{\n    {1,\n     [] {\n         f();\n     }},\n" + "{2},\n" * 50 + "};\n",
    "bpf/x.bpf.c": BPF + function(60),
}


class checks(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.top = pathlib.Path(holder.name)
        subprocess.run(["git", "init", "-q", self.top], check=True)
        (self.top / ".clang-format").write_bytes((tree.root() / ".clang-format").read_bytes())
        self.write(CLEAN)

    def write(self, contents):
        for path, text in contents.items():
            (self.top / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / path).write_text(text)

    def test_clean_tree_passes(self):
        for name in sorted({fault[0] for fault in FAULTS}):
            with self.subTest(check=name):
                result = run(name, self.top)
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_sizes_at_the_cap_pass(self):
        self.write(FITTING)
        result = run("sizes", self.top)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_each_fault_is_found(self):
        for name, path, text, message in FAULTS:
            with self.subTest(check=name, fault=message):
                self.write({path: text})
                result = run(name, self.top)
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertIn(message, result.stdout + result.stderr)
                (self.top / path).unlink()

    def test_a_tree_without_files_is_an_error(self):
        with tempfile.TemporaryDirectory() as empty:
            subprocess.run(["git", "init", "-q", empty], check=True)
            result = run("text", empty)
            self.assertEqual(result.returncode, 1)
            self.assertIn("no files to check", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
