#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A killed index is true again within seconds, without anybody's doing: the installed service under a real systemd, and
real peers that come back by themselves; run by booted-systemd.sh inside of what it booted."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from booted_service import SERVICE, SOCKET, Knocker, main_pid, run, show
from drive import Process, Steps, equal, wait_until
from speak import IndexClient

PEERS = 1000
NUMBERS = (7001, 7002, 7003)
FIRST_PORT = 20000
ROUNDS = int(os.environ.get('P2PCI_KILLS') or 3)
DOCUMENT = '''Network Working Group                                        A. Nonymous
Request for Comments: {0}                                    March 1997


                 Made-Up Document Number {0}

Abstract

   This text was made up for a test.
'''


def catalogue():
    """Number and holders of each document; empty while the server comes up."""
    try:
        with IndexClient(5555) as index:
            return {row.number: row.holders for row in index.catalogue()}
    except (OSError, ValueError):
        return {}


def is_true_again():
    return catalogue() == dict.fromkeys(NUMBERS, PEERS)


def main():
    step = Steps()
    folder = pathlib.Path(tempfile.mkdtemp())
    crowd = []

    @step(f'{PEERS} peers come, with {len(NUMBERS)} documents each')
    def _():
        run('systemctl', 'enable', '--now', SOCKET)
        (folder / 'state').mkdir()
        for number in NUMBERS:
            (folder / f'rfc{number}.txt').write_text(DOCUMENT.format(number))
        crowd.append(Process('the crowd', ['/usr/lib/p2p-ci-test/peer-crowd', 'localhost:5555', str(PEERS),
                                           str(FIRST_PORT), str(folder)]))
        wait_until(is_true_again, 'all are there', 60)

    @step(f'{ROUNDS} times killed, and true again in ten seconds, the port never closed')
    def _():
        times = []
        knocker = Knocker()
        for _ in range(ROUNDS):
            before = main_pid()
            os.kill(before, signal.SIGKILL)
            start = time.monotonic()
            wait_until(lambda: main_pid() not in (0, before) and is_true_again(), 'the index is true again', 60)
            times.append(time.monotonic() - start)
        knocker.stop()
        times.sort()
        print(f'# true again after {times[0]:.1f} to {times[-1]:.1f} s, median {times[len(times) // 2]:.1f} s; '
              f'{knocker.n_connects} connected meanwhile, none was refused')
        equal(times[-1] < 10, True, 'within ten seconds')
        equal(show(SOCKET, 'ActiveState'), 'active', 'socket')

    @step('each of them holds each document once')
    def _():
        with IndexClient(5555) as index:
            found = sorted((record.number, record.port) for record in index.records())
        equal(found, sorted((number, FIRST_PORT + i) for number in NUMBERS for i in range(PEERS)), 'records')

    @step('when all of them go, nothing stays')
    def _():
        equal(crowd.pop().stop(signal.SIGTERM), 0, 'exit status')
        wait_until(lambda: show(SERVICE, 'StatusText').startswith('0 peers, 0 documents'), 'the index is empty', 30)

    return step.run()


sys.exit(main())
