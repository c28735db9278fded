# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service in a booted system: what its tests ask the manager, and who knocks at its port meanwhile."""

import subprocess
import threading

from drive import equal
from speak import IndexClient

SERVICE = 'p2p-ci.service'
SOCKET = 'p2p-ci.socket'


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    if check and done.returncode != 0:
        raise AssertionError(f'{" ".join(command)}: {done.returncode}, {done.stdout}{done.stderr}')
    return done.stdout.strip()


def show(unit, name):
    return run('systemctl', 'show', '--value', '-p', name, unit)


def main_pid():
    return int(show(SERVICE, 'MainPID'))


class Knocker:
    """Connects anew a hundred times a second: being refused is what must never be."""

    def __init__(self):
        self.refused = 0
        self.n_connects = 0
        self.stops = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stops.wait(0.01):
            try:
                IndexClient(7734).__exit__()
                self.n_connects += 1
            except ConnectionRefusedError:
                self.refused += 1
            except OSError:
                pass

    def stop(self):
        self.stops.set()
        self.thread.join()
        equal(self.refused, 0, f'refused, of {self.n_connects}')
