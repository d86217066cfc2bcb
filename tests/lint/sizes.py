#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""No file and no function is past its size cap."""
import re

import tree

FUNCTION_CAP, BPF_FUNCTION_CAP = 40, 60
CONTROL = re.compile(r"(\} *)?(if|else|for|while|do|switch|try|catch|case|default|return|namespace|extern)\b")
TYPE = re.compile(r"(template *<.*> *)?(typedef +|static +)*(struct|class|union|enum|concept)\b")
COMMENT_OR_STRING = re.compile(
    r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL
)
DATA = re.compile(r"([=({,]|\breturn) *\{$")


def file_cap(top, path):
    """(what the file is, its cap in lines), or None."""
    if tree.is_cmake(path):
        return "a CMake file", 150
    if not (tree.is_cxx(path) or tree.is_python(top, path) or tree.is_shell(top, path)):
        return None
    if path.suffix in (".hpp", ".h"):
        return "a header", 150
    if path.parts[0] == "tests":
        return "a test file", 200
    if path.parts[0] == "apps" and path.name == "main.cpp":
        return "an application's main", 60
    return "a source", 300


def blanked(text):
    """The text without comments and strings, with its line numbers."""
    return COMMENT_OR_STRING.sub(lambda m: '""' + "\n" * m[0].count("\n"), text)


def statement_start(lines, at):
    """The line on which the statement that lines[at] is in begins."""
    while at > 0:
        before = lines[at - 1].strip()
        if not before or before.endswith((";", "{", "}", ":", '""')) or before.startswith("#"):
            break
        at -= 1
    return at


def opens_function(statement):
    if "(" not in statement or DATA.search(statement):
        return False
    return not CONTROL.match(statement) and not TYPE.match(statement)


def closing_line(lines, opening):
    """The line of the brace that closes the one at the end of lines[opening]."""
    depth = 1
    for number in range(opening + 1, len(lines)):
        for brace in re.findall(r"[{}]", lines[number]):
            depth += 1 if brace == "{" else -1
            if depth == 0:
                return number
    return len(lines)


def functions(text):
    """(line, size of the body) of each function whose body begins a new line, as the formatter has it."""
    lines = blanked(text).split("\n")
    for number, line in enumerate(lines):
        if not line.rstrip().endswith("{"):
            continue
        start = statement_start(lines, number)
        if opens_function(" ".join(part.strip() for part in lines[start : number + 1])):
            yield number + 1, closing_line(lines, number) - number - 1


def check(top):
    for path in tree.files(top):
        capped = file_cap(top, path)
        if capped is None:
            continue
        text = (top / path).read_text()
        kind, cap = capped
        if text.count("\n") > cap:
            yield f"{path}: {text.count(chr(10))} lines; {kind} may have {cap}"
        if tree.is_cxx(path):
            limit = BPF_FUNCTION_CAP if tree.is_bpf(path) else FUNCTION_CAP
            for line, size in functions(text):
                if size > limit:
                    yield f"{path}:{line}: a function of {size} lines; it may have {limit}"


if __name__ == "__main__":
    tree.report(check(tree.root()))
