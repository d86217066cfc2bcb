# SPDX-License-Identifier: BSD-3-Clause
"""The command line that all benchmarks on the wire share."""
import argparse


def read(arguments, name, description, rows, rounds, seconds, apps=()):
    """`rows` maps each row's name to what it measures; `rounds` and `seconds` are the defaults."""
    parser = argparse.ArgumentParser(
        prog=f"bench {name}",
        description=description,
        epilog="rows:\n" + "\n".join(f"  {row:<18} {meaning}" for row, meaning in rows.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=positive(int), default=rounds, help="rounds that count (%(default)s)")
    parser.add_argument("--seconds", type=positive(float), default=seconds,
                        help="measured seconds per program and round (%(default)s)")
    parser.add_argument("--rows", nargs="+", choices=list(rows), default=list(rows), metavar="ROW",
                        help="only these rows")
    if apps:
        parser.add_argument("--app", choices=apps, help="instead of the rows' programs: this one beside l2fwd, by "
                            "xdpk run, with the traffic of the forward rows")
        parser.add_argument("--push-down", action="store_true", help="with --app: its flows in XDP, beside itself "
                            "without that and beside testpmd")
    parser.add_argument("--json", type=argparse.FileType("w"), metavar="FILE", help="write the rows there as well")
    return parser.parse_args(arguments)


def positive(kind):
    def convert(text):
        value = kind(text)
        if value <= 0:
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    convert.__name__ = kind.__name__
    return convert
