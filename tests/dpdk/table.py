#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the table of DPDK's example programs in docs/dpdk.md: each built and run with xdpk, and with Debian's DPDK.

Both sides are tried alike: the same sources, unchanged, by their own Makefiles (build.sh), the same job tests
(jobs/NAME_test.sh) on the same veths with the same --vdev options. DPDK's side is given the memory that it needs, and
what else its driver asks for (sides.py).

  tests/dpdk/table.py --build build/release           makes it anew; needs root, takes some minutes
  tests/dpdk/table.py --build build/release --only P  the row of the program P alone
  tests/dpdk/table.py --check                         says where the table is not what compiles.txt and jobs.txt demand
"""
import argparse
import concurrent.futures
import pathlib
import sys

from sides import Dpdk, Xdpk, job_test

HERE = pathlib.Path(__file__).resolve().parent
GUIDE = HERE.parents[1] / "docs" / "dpdk.md"
BEGIN, END = "<!-- made by tests/dpdk/table.py -->", "<!-- end -->"
HEAD = """\
| program | compiles | starts | does its job | DPDK's driver: compiles | starts | does its job |
| --- | --- | --- | --- | --- | --- | --- |
"""
# Debian's DPDK is of this release, so that both sides have the same sources.
RELEASE = "22.11"


def listed(name):
    """The programs of a list, each with the one whose job test tries it: itself, but where several do a job together."""
    lines = (HERE / f"{name}.txt").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return {program: first for release, first, *more in words if release in ("all", RELEASE)
            for program in (first, *more)}


def programs():
    return sorted({**listed("compiles"), **listed("jobs"), **listed("others")})


def measured(build, chosen):
    """A row for each program: its name, and what each side can do with it."""
    sides, jobs = (Xdpk(build, RELEASE), Dpdk(build, RELEASE)), listed("jobs")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        # Some programs need another one beside them: all are built before any is run.
        compiled = [dict(zip(chosen, pool.map(side.compiles, chosen))) for side in sides]
        done = [[pool.submit(side.does, jobs.get(program, program), built[program]) for program in chosen]
                for side, built in zip(sides, compiled)]
        return [[program, *(cell for side in done for cell in side[n].result())] for n, program in enumerate(chosen)]


def table(rows):
    ours, theirs = (sum(row[column] == "yes" for row in rows) for column in (3, 6))
    lines = "".join("| " + " | ".join(row) + " |\n" for row in rows)
    return f"{HEAD}{lines}\nOf these {len(rows)}, {ours} do their job here and {theirs} on DPDK's driver.\n"


def between(text):
    if BEGIN not in text or END not in text:
        sys.exit(f"{GUIDE.name} has no table")
    head, rest = text.split(BEGIN, 1)
    old, tail = rest.split(END, 1)
    return head, old, tail


def read():
    lines = [line for line in between(GUIDE.read_text())[1].splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def write(rows):
    """Those that are there already stay, if these are not anew and a list still has them."""
    anew = {row[0]: row for row in read() + rows}
    head, _, tail = between(GUIDE.read_text())
    GUIDE.write_text(f"{head}{BEGIN}\n{table([anew[name] for name in programs() if name in anew])}{END}{tail}")


def wrong(rows):
    """What is not as the lists have it."""
    said = {row[0]: row[1:4] for row in rows}
    compiling, working = listed("compiles"), listed("jobs")
    for program in sorted(set(programs()) ^ set(said)):
        yield f"{program} is in {'the table' if program in said else 'a list'} only"
    for program, cells in said.items():
        works = program in working
        demanded = ("compiles", program in compiling), ("starts", works), ("does its job", works)
        for cell, (column, demand) in zip(cells, demanded):
            if demand and cell != "yes":
                yield f"{program}: a list demands '{column}', the table says '{cell}'"
        if cells[2] == "yes" and not works:
            yield f"{program} does its job in the table and is not in jobs.txt"


def check():
    found = list(wrong(read()))
    sys.exit("\n".join(found) if found else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, help="folder of the build")
    parser.add_argument("--check", action="store_true", help="compare the table with the lists")
    parser.add_argument("--only", action="append", metavar="PROGRAM", help="this one alone; the other rows stay")
    options = parser.parse_args()
    if options.check:
        check()
    elif not options.build:
        parser.error("--build or --check")
    else:
        write(measured(options.build.resolve(), options.only or programs()))


if __name__ == "__main__":
    main()
