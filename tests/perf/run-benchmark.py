#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed as a ratio: the index beside a bare epoll server and redis, in one run and one table.

Rounds are interleaved (A B C, C B A, ...), because machines are noisy and drift. The measure is requests per CPU second of
the server; a ratio is of rounds that ran side by side, and the figure is the median of these. The server has one core, the
load another. When the limit itself varies by more than 1.6 x between rounds, the machine was too busy to tell:
inconclusive, neither met nor short.

It always ends with success when it could measure: a figure is for people to judge, not for a test run to fail on.
"""

import argparse
import os
import sys

from bench_cases import CASES
from bench_table import Table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for program in ("echo-limit", "blob", "load", "index", "index-figures"):
        parser.add_argument(f"--{program}", required=True)
    parser.add_argument("--only", action="append", choices=list(CASES), help="this case; may be given several times")
    parser.add_argument("--against", help="another build of the index, measured beside it; without, the same one")
    parser.add_argument("--full", action="store_true", help="also what takes minutes or gigabytes")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--idle", type=int, default=10000)
    arguments = parser.parse_args()

    if len(os.sched_getaffinity(0)) < 2:
        print("Two cores are needed: one for the server, one for the load")
        return 77

    print(f"{arguments.rounds} rounds of {arguments.seconds} s; load average {os.getloadavg()[0]:.1f} before")
    table = Table()
    for name in arguments.only or CASES:
        try:
            CASES[name](arguments, arguments, table)
        except RuntimeError as error:
            table.note(f"{name} could not be measured: {error}")
    print(f"Load average {os.getloadavg()[0]:.1f} after")
    return 0


if __name__ == "__main__":
    sys.exit(main())
