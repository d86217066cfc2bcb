# SPDX-License-Identifier: BSD-3-Clause
"""bench wire: the command line of throughput and of apps."""
import functools

import apps
import harness
import options
import throughput


def main(arguments):
    asked = options.read(arguments, "wire", throughput.DESCRIPTION, throughput.ROWS, rounds=15, seconds=0.3,
                         apps=tuple(apps.APPS))
    measure = functools.partial(apps.measure, asked.app) if asked.app else throughput.measure
    harness.bench(measure, asked)
