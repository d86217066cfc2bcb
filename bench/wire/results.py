# SPDX-License-Identifier: BSD-3-Clause
"""Figures of interleaved rounds: medians, spreads, ratios, and how they are shown."""
import dataclasses
import json
import math
import statistics

COLUMNS = ("row", "unit", "ours", "peer", "ratio", "goal", "met", "peer's name")


@dataclasses.dataclass(frozen=True)
class Goal:
    """What the ratio of ours to the peer's is to be, or, if absolute, our own figure."""

    relation: str  # ">=" or "<="
    bound: float
    absolute: bool = False

    def __str__(self):
        return f"{'ours' if self.absolute else 'ratio'} {self.relation} {self.bound:.2g}"

    def met(self, row):
        figure = statistics.median(row.ours) if self.absolute else row.ratio
        return figure >= self.bound if self.relation == ">=" else figure <= self.bound


@dataclasses.dataclass(frozen=True)
class NoGoal(Goal):
    """Of a row that is there to be looked at."""

    relation: str = "<="
    bound: float = math.inf

    def __str__(self):
        return "-"


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table. `ours` and `peer` are one figure per round, of the same rounds."""

    bench: str
    row: str
    unit: str
    ours: list
    peer: list
    peer_name: str
    goal: Goal

    @property
    def ratio(self):
        """Median of the rounds' ratios: what drifts from round to round is in both and cancels."""
        return statistics.median(mine / other for mine, other in zip(self.ours, self.peer))

    def as_json(self):
        return {
            "bench": self.bench,
            "row": self.row,
            "unit": self.unit,
            "ours": round(statistics.median(self.ours), 6),
            "peer": round(statistics.median(self.peer), 6),
            "peer_name": self.peer_name,
            "ratio": round(self.ratio, 4),
            "goal": str(self.goal),
            "met": self.goal.met(self),
            "rounds": len(self.ours),
        }

    def cells(self):
        met = "-" if isinstance(self.goal, NoGoal) else "yes" if self.goal.met(self) else "NO"
        return (self.row, self.unit, shown(self.ours), shown(self.peer), f"{self.ratio:.2f}", str(self.goal), met,
                self.peer_name)


def shown(figures):
    """Median, and the middle half of the rounds."""
    middle = statistics.median(figures)
    if len(figures) < 2:
        return number(middle)
    low, _, high = statistics.quantiles(figures, n=4, method="inclusive")
    return f"{number(middle)} ({number(low)}-{number(high)})"


def number(value):
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def best(peers, goal):
    """(name, figures) of the peer that is hardest to beat; `peers` maps names to figures per round."""
    pick = max if goal.relation == ">=" else min
    return pick(peers.items(), key=lambda item: statistics.median(item[1]))


def table(rows):
    lines = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def publish(rows, file):
    """The table on the terminal and, if a file is given, the rows as a JSON array."""
    if rows:
        print(table(rows), flush=True)
    if file is not None:
        json.dump([row.as_json() for row in rows], file, indent=2)
        file.write("\n")
        file.close()
