# SPDX-License-Identifier: BSD-3-Clause
"""What every benchmark on the wire does around its measurement."""
import sys

import contenders
import isolation
from processes import Failed
from results import publish


def say(what):
    """Progress, on the terminal only."""
    print(f"… {what}", file=sys.stderr, flush=True)


def bench(measure, asked):
    """Shows the rows that `measure(asked)` yields; what was measured before a failure is shown too."""
    missing = contenders.missing()
    isolation.enter()
    rows, failure = [], None
    try:
        if missing:
            print(f"no peer: {missing}", flush=True)
        else:
            for row in measure(asked):
                rows.append(row)
    except Failed as reason:
        failure = f"bench: {reason}"
    publish(rows, asked.json)
    sys.exit(failure)
