# SPDX-License-Identifier: BSD-3-Clause
"""How the time per operation grows with the number of entries, ours and the best peer's."""
import collections
import pathlib
import statistics
import sys


def draw(rows, file):
    """A panel for each curve in the rows that `tables` printed."""
    try:
        import matplotlib
    except ImportError:
        sys.exit("bench tables: no plot without matplotlib; ./dev setup installs it")
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "xdpk"  # the same figures make the same file
    from matplotlib import pyplot

    curves = collections.defaultdict(list)
    for row in rows:
        if row["curve"]:
            curves[row["curve"]].append(row)
    if not curves:
        sys.exit("bench tables: none of the rows is a part of a curve")
    columns = min(3, len(curves))
    lines = -(-len(curves) // columns)
    figure, axes = pyplot.subplots(lines, columns, figsize=(4.2 * columns, 3.2 * lines), squeeze=False)
    for place in axes.flat[len(curves):]:
        place.set_visible(False)
    for place, (name, points) in zip(axes.flat, sorted(curves.items())):
        panel(place, name, sorted(points, key=lambda row: row["entries"]))
    figure.tight_layout()
    if not file.endswith(".svg"):
        figure.savefig(file)
        return
    figure.savefig(file, metadata={"Date": None})
    path = pathlib.Path(file)
    path.write_text("".join(line.rstrip() + "\n" for line in path.read_text().splitlines()))


def panel(place, name, points):
    entries = [row["entries"] for row in points]
    place.plot(entries, [median(row["figures"]["xdpk"]) for row in points], "o-", label="xdpk")
    with_peer = [row for row in points if len(row["figures"]) > 1]
    if with_peer:
        place.plot([row["entries"] for row in with_peer],
                   [min(median(f) for who, f in row["figures"].items() if who != "xdpk") for row in with_peer],
                   "s--", color="gray", label="DPDK, the best of its methods")
    place.set_xscale("log")
    place.set_ylim(bottom=0)
    place.set_title(name, fontsize=10)
    place.set_xlabel("entries", fontsize=8)
    place.set_ylabel("ns per lookup", fontsize=8)
    place.tick_params(labelsize=8)
    place.legend(fontsize=8)
    place.grid(alpha=0.3)


def median(figures):
    return statistics.median(figures)
