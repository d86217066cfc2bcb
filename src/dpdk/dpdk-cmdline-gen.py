#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the C that a command line of <cmdline.h> is made of, from a list of commands.

Each line of the list is a command: words, then variables, then an optional comment that is its help.

    show port <UINT16>n     # shows a port
    set mode <(a,b)>mode    # chooses one

For the first, which is called "show_port", the C declares cmd_show_port_parsed(), which the program has, and struct
cmd_show_port_result with a field for each word and variable, and puts both into the context.
"""
import argparse
import re
import sys

NUMBERS = {f"{sign}INT{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)}
ADDRESSES = {"IP": "IPADDR", "IPV4": "IPV4", "IPV6": "IPV6"}
VARIABLE = re.compile(r"<([^<>]*)>(\w+)")

HEADERS = ("stdint.h", "rte_common.h", "rte_ether.h", "cmdline.h", "cmdline_socket.h", "cmdline_parse_string.h",
           "cmdline_parse_num.h", "cmdline_parse_ipaddr.h", "cmdline_parse_etheraddr.h")


def fail(where, text):
    sys.exit(f"dpdk-cmdline-gen.py: {where}: {text}")


def token(command, name, kind, where):
    """The field's type, the token's type and the token's initializer, of one word or variable."""
    place = f"struct cmd_{command}_result, {name}"
    kind = kind.upper() if not kind.startswith("(") else kind
    if kind in NUMBERS:
        plain = kind.lower()
        return f"{plain}_t", "cmdline_parse_token_num_t", f"TOKEN_NUM_INITIALIZER({place}, RTE_{kind})"
    address = kind.removesuffix("_ADDR").removesuffix("ADDR")
    if address in ADDRESSES:
        return ("cmdline_ipaddr_t", "cmdline_parse_token_ipaddr_t",
                f"TOKEN_{ADDRESSES[address]}_INITIALIZER({place})")
    if kind in ("MAC", "ETHADDR", "ETHERADDR"):
        return ("struct rte_ether_addr", "cmdline_parse_token_etheraddr_t",
                f"TOKEN_ETHERADDR_INITIALIZER({place})")
    if kind == "STRING":
        text = "NULL"
    elif kind.startswith("(") and kind.endswith(")"):
        text = '"' + "#".join(choice.strip() for choice in kind[1:-1].split(",")) + '"'
    else:
        fail(where, f"there is no type <{kind}>")
    return ("cmdline_fixed_string_t", "cmdline_parse_token_string_t",
            f"TOKEN_STRING_INITIALIZER({place}, {text})")


class Command:
    """One line of the list."""

    def __init__(self, line, where):
        text, _, self.help = (part.strip() for part in line.partition("#"))
        # A choice may have spaces between its words.
        words = re.findall(r"<[^<>]*>\w*|\S+", text)
        names = []
        for word in words:
            if word.startswith("<"):
                break
            if not re.fullmatch(r"[\w-]+", word):
                fail(where, f"'{word}' is neither a word nor <TYPE>name")
            names.append(word.replace("-", "_"))
        if not names:
            fail(where, "a command begins with a word")
        self.name = "_".join(names)
        self.tokens = [self.read(word, where) for word in words]
        fields = [name for name, _ in self.tokens]
        if len(set(fields)) != len(fields):
            fail(where, "two words or variables have one name")

    def read(self, word, where):
        variable = VARIABLE.fullmatch(word)
        if variable:
            return variable[2], token(self.name, variable[2], variable[1], where)
        if word.startswith("<"):
            fail(where, f"'{word}' has no name behind its type")
        name = word.replace("-", "_")
        return name, token(self.name, name, f"({word})", where)

    def prototype(self):
        return f"void\ncmd_{self.name}_parsed(void *parsed_result, struct cmdline *cl, void *data)"

    def declarations(self):
        yield f"{self.prototype()};\n"
        yield f"struct cmd_{self.name}_result {{"
        for name, (field, _, _) in self.tokens:
            yield f"\t{field} {name};"
        yield "};\n"
        for name, (_, kind, value) in self.tokens:
            yield f"static {kind} cmd_{self.name}_{name}_tok =\n\t{value};"
        yield f"\nstatic cmdline_parse_inst_t cmd_{self.name} = {{"
        yield f"\t.f = cmd_{self.name}_parsed,"
        yield "\t.data = NULL,"
        yield '\t.help_str = "' + self.help.replace("\\", "\\\\").replace('"', '\\"') + '",'
        yield "\t.tokens = {"
        for name, _ in self.tokens:
            yield f"\t\t(void *)&cmd_{self.name}_{name}_tok,"
        yield "\t\tNULL,"
        yield "\t}\n};\n"


def header(commands, context):
    yield "/* Made by dpdk-cmdline-gen.py. */"
    yield "#ifndef GENERATED_COMMANDS_H\n#define GENERATED_COMMANDS_H\n"
    for name in HEADERS:
        yield f"#include <{name}>"
    yield ""
    for command in commands:
        yield from command.declarations()
    yield f"static __rte_used cmdline_parse_ctx_t {context}[] = {{"
    for command in commands:
        yield f"\t&cmd_{command.name},"
    yield "\tNULL\n};\n\n#endif"


def stubs(commands, name):
    yield f'#include "{name}"'
    for command in commands:
        yield f"\n{command.prototype()}\n{{"
        yield "\t(void)parsed_result;\n\t(void)cl;\n\t(void)data;\n}"


def write(path, lines):
    text = "\n".join(lines) + "\n"
    if path == "-":
        sys.stdout.write(text)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output-file", default="-", help="the header (default: standard output)")
    parser.add_argument("--context-name", default="ctx", help="what the context is called")
    parser.add_argument("--stubs", action="store_true", help="also write HEADER.c, with functions to fill in")
    parser.add_argument("infile", type=argparse.FileType("r"), help="the list of commands")
    options = parser.parse_args()
    if options.stubs and not options.output_file.endswith(".h"):
        fail("--stubs", "needs -o and the name of a header")
    commands = [Command(line, f"{options.infile.name}:{number}") for number, line in enumerate(options.infile, 1)
                if line.strip() and not line.strip().startswith("#")]
    write(options.output_file, header(commands, options.context_name))
    if options.stubs:
        write(options.output_file[:-2] + ".c", stubs(commands, options.output_file))


if __name__ == "__main__":
    main()
