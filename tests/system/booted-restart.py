#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restart loses nobody and nothing: the installed service under a real systemd, again and again under load; run by
booted-systemd.sh inside of what it booted."""

import os
import signal
import sys
import threading
import time

from booted_service import SERVICE, SOCKET, Knocker, main_pid, run, show
from drive import Steps, equal, wait_until
from speak import IndexClient

HOLDERS = 240
WATCHERS = 20
HALVES = 40
ROUNDS = int(os.environ.get('P2PCI_RESTARTS') or 20)


def notice(watcher):
    """The numbers in one NOTIFY."""
    equal(watcher.file.readline(), b'NOTIFY RFCS P2P-CI/1.1\r\n', 'first line')
    length = 0
    while (line := watcher.file.readline()) not in (b'\r\n', b''):
        name, value = line.decode().split(':', 1)
        if name.lower() == 'content-length':
            length = int(value)
    return {int(row.split('\t')[0]) for row in watcher.file.read(length).decode().splitlines()}


class Load:
    """Asks all the time, over one connection that never ends, and keeps the longest wait."""

    def __init__(self):
        self.n_answers = 0
        self.longest = 0
        self.failure = None
        self.stops = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            with IndexClient(5555) as index:
                while not self.stops:
                    start = time.monotonic()
                    equal(index.ask('LOOKUP RFC 1').code, 200, 'LOOKUP')
                    self.longest = max(self.longest, time.monotonic() - start)
                    self.n_answers += 1
        except Exception as failure:
            self.failure = failure

    def stop(self):
        self.stops = True
        self.thread.join()
        if self.failure:
            raise self.failure


def main():
    step = Steps()
    holders, watchers, halves = [], [], []
    truth = set()

    def check_records():
        with IndexClient(5555) as index:
            equal({(record.number, record.name) for record in index.records()}, truth, 'records')
            equal(len(index.records()), len(truth), 'none is there twice')

    @step(f'{HOLDERS} peers, {WATCHERS} watchers and {HALVES} who speak slowly come')
    def _():
        run('systemctl', 'enable', '--now', SOCKET)
        for i in range(HOLDERS):
            index = IndexClient(5555)
            for number in (1, 1000 + i):
                equal(index.ask(f'ADD RFC {number}', Host=f'peer{i}', Port=20000 + i, Title=f'Document {number}').code, 200)
                truth.add((number, f'peer{i}'))
            holders.append(index)
        for i in range(WATCHERS):
            index = IndexClient(7734)
            equal(index.ask('WATCH RFCS').code, 200, 'WATCH')
            watchers.append(index)
        halves.extend(IndexClient(5555) for _ in range(HALVES))
        check_records()

    @step(f'{ROUNDS} restarts: every connection, every record, every half request is kept')
    def _():
        load, knocker = Load(), Knocker()
        times = []
        for round in range(ROUNDS):
            before = main_pid()
            asked = f'ADD RFC {5000 + round} P2P-CI/1.1\r\nHost: half'.encode()
            for index in halves:
                index.socket.sendall(asked)
            # A request of an established peer, so that the halves have been read when it is answered.
            equal(holders[0].ask('PING').code, 200, 'PING')
            start = time.monotonic()
            run('systemctl', 'restart', SERVICE)
            times.append(time.monotonic() - start)
            equal(main_pid() in (0, before), False, 'another process')
            for i, index in enumerate(halves):
                index.socket.sendall(f'{i}\r\nPort: {30000 + i}\r\nTitle: Slow\r\n\r\n'.encode())
                truth.add((5000 + round, f'half{i}'))
            for index in halves:
                equal(index.receive().code, 200, 'the answer to what was begun before')
            for index in watchers:
                seen = set()
                while 5000 + round not in seen:
                    seen |= notice(index)
            for index in holders:
                equal(index.ask('PING').code, 200, 'PING of a peer')
            check_records()
        load.stop()
        knocker.stop()
        print(f'# restart {min(times) * 1000:.0f} to {max(times) * 1000:.0f} ms; longest wait for an answer '
              f'{load.longest * 1000:.0f} ms, {load.n_answers} answers, {knocker.n_connects} new connections, 0 refused')

    @step('the manager keeps nothing while the service runs')
    def _():
        equal(show(SERVICE, 'NFileDescriptorStore'), '0', 'descriptors')

    @step('a peer that goes while nobody serves takes its records along')
    def _():
        holders.pop().__exit__()
        run('systemctl', 'restart', SERVICE)
        gone = f'peer{HOLDERS - 1}'
        truth.difference_update({entry for entry in truth if entry[1] == gone})
        with IndexClient(5555) as index:
            wait_until(lambda: gone not in {record.name for record in index.records()}, 'its records are gone')
        check_records()

    @step('a killed server refuses nobody, and its peers see the end')
    def _():
        knocker = Knocker()
        before = main_pid()
        os.kill(before, signal.SIGKILL)
        for index in holders + watchers + halves:
            try:
                while index.file.read(65536):
                    pass
            except ConnectionResetError:
                pass
        wait_until(lambda: main_pid() not in (0, before), 'another process')
        knocker.stop()
        truth.clear()
        wait_until(lambda: not holders[0].__class__(5555).records(), 'the index is empty')

    @step('1000 peers are back within ten seconds, all at once, with all their records')
    def _():
        start = time.monotonic()
        holders[:] = [IndexClient(5555) for _ in range(1000)]
        for i, index in enumerate(holders):
            index.send(f'ADD RFC {1 + i}', Host=f'again{i}', Port=20000 + i, Title='Again')
            truth.add((1 + i, f'again{i}'))
        for index in holders:
            equal(index.receive().code, 200, 'ADD')
        check_records()
        seconds = time.monotonic() - start
        print(f'# {seconds:.1f} s')
        equal(seconds < 10, True, 'within ten seconds')

    @step('systemctl stop ends them: nothing is kept')
    def _():
        run('systemctl', 'stop', SERVICE)
        for index in holders:
            equal(index.file.read(1), b'', 'the end of the stream')
        equal(show(SERVICE, 'NFileDescriptorStore'), '0', 'descriptors')
        with IndexClient(5555) as index:
            equal(index.records(), [], 'records')

    return step.run()


if __name__ == '__main__':
    sys.exit(main())
