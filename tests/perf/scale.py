#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far one machine carries: the index with more and more records, then with more and more connections.

scale.py SERVER [--records N] [--connections N]

Members hold 10,000 documents each, and all holders of one agree on its title and text. Memory is the server's own
(private pages); a rate is requests for each second that the server's processor worked, so that a slow client does not
count. It is no test: it prints what it finds. The page in p2p-ci-server(8) is made of it."""

import argparse
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time

DOCUMENTS = 10_000
AT_ONCE = 16


def document(number):
    return (f'ADD RFC {number} P2P-CI/1.1\r\nTitle: A Made Up Protocol for the Transport of Matter {number}\r\n'
            f'Size: {50_000 + number}\r\n\r\n').encode()


class Server:
    def __init__(self, program, records, connections):
        limits = {'records': records + 1, 'connections': connections + 1, 'unregistered': connections + 1,
                  'unregistered-soft': connections + 1}
        words = [word for name, value in limits.items() for word in ('--limit', f'{name}={value}')]
        self.process = subprocess.Popen([program, '--quiet', '--listen', '127.0.0.1:0', *words], stdout=subprocess.PIPE,
                                        text=True)
        self.port = int(self.process.stdout.readline().rsplit(' ', 1)[1])

    def cpu_seconds(self):
        total = 0
        for thread in os.listdir(f'/proc/{self.process.pid}/task'):
            with open(f'/proc/{self.process.pid}/task/{thread}/schedstat', encoding='ascii') as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def memory_mb(self):
        with open(f'/proc/{self.process.pid}/smaps_rollup', encoding='ascii') as file:
            return sum(int(line.split()[1]) for line in file if line.startswith('Private_')) / 1024

    def connect(self, number):
        """From an address of its own for every 20,000, as there are only so many ports."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connection.bind((f'127.0.{1 + number // 20_000}.1', 0))
        connection.connect(('127.0.0.1', self.port))
        return connection


def exchange(connection, requests, n_answers):
    """Sends while it reads, and counts the answers."""
    sender = threading.Thread(target=connection.sendall, args=(requests,))
    sender.start()
    rest, n_found = b'', 0
    while n_found < n_answers:
        piece = connection.recv(1 << 20)
        if not piece:
            raise RuntimeError(f'the connection ended after {n_found} of {n_answers} answers')
        n_found += (rest + piece).count(b'P2P-CI/1.1 200 OK')
        rest = piece[-16:] if not piece.endswith(b'OK') else b''
    sender.join()


def measure_lookups(server, n_requests=200_000):
    """LOOKUPs of one holder each, some at a time; the rate for a second of the server's processor."""
    numbers = random.Random(1)
    with server.connect(0) as connection:
        file = connection.makefile('rb')
        start = server.cpu_seconds()
        for _ in range(n_requests // AT_ONCE):
            connection.sendall(b''.join(b'LOOKUP RFC %d P2P-CI/1.1\r\nLimit: 1\r\n\r\n' % numbers.randint(1, DOCUMENTS)
                                        for _ in range(AT_ONCE)))
            for _ in range(AT_ONCE):
                skip_answer(file)
        return n_requests / (server.cpu_seconds() - start)


def skip_answer(file):
    length = 0
    while (line := file.readline()) not in (b'\r\n', b''):
        if line.lower().startswith(b'content-length:'):
            length = int(line.split(b':')[1])
    file.read(length)


def tell(what, server, extra=''):
    print(f'{what:>24}  {server.memory_mb():9.1f} MB  {measure_lookups(server):9.0f} LOOKUP/s  {extra}', flush=True)


def add_records(server, n_records):
    shelf = b''.join(document(number) for number in range(2, DOCUMENTS + 1))
    members = []
    told = {n for n in (10_000, 100_000, 1_000_000, n_records)}
    start, busy, done = time.monotonic(), 0, 0
    tell('0 records', server)
    while done < n_records:
        connection = server.connect(len(members))
        members.append(connection)
        first = document(1).replace(b'\r\n', b'\r\nHost: m%d\r\nPort: %d\r\n' % (len(members), 20_000 + len(members) % 40_000), 1)
        before = server.cpu_seconds()
        exchange(connection, first + shelf, DOCUMENTS)
        busy += server.cpu_seconds() - before
        done += DOCUMENTS
        if done in told:
            tell(f'{done:,} records', server, f'{done / busy:9.0f} ADD/s, {time.monotonic() - start:.0f} s')
    return members


def add_connections(server, members, n_connections):
    connections = list(members)
    children = []
    while len(connections) + sum(count for count, _ in children) < n_connections:
        # Descriptors are few in one process, so the clients are several.
        count = min(4000, n_connections - len(connections) - sum(count for count, _ in children))
        children.append((count, subprocess.Popen(['python3', '-B', __file__, '--hold', str(server.port), str(count),
                                                  str(len(children))], stdin=subprocess.PIPE, stdout=subprocess.PIPE)))
        if children[-1][1].stdout.readline() != b'there\n':
            raise RuntimeError('connections could not be opened')
        tell(f'{len(connections) + sum(count for count, _ in children):,} connections', server)
    for _, child in children:
        child.stdin.close()
        child.wait()


def hold(port, count, number):
    connections = []
    for i in range(count):
        connection = socket.socket()
        connection.bind((f'127.1.{number}.1', 0))
        connection.connect(('127.0.0.1', port))
        connection.sendall(b'ADD RFC 1 P2P-CI/1.1\r\nHost: h\r\nPort: %d\r\nTitle: One\r\n\r\n' % (2000 + number * count + i))
        connections.append(connection)
    for connection in connections:
        connection.recv(1000)
    print('there', flush=True)
    input_ends = os.read(0, 1)
    del connections, input_ends


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('server')
    parser.add_argument('--records', type=int, default=10_000_000)
    parser.add_argument('--connections', type=int, default=19_000)
    options = parser.parse_args()
    server = Server(options.server, options.records + options.connections, options.connections)
    try:
        members = add_records(server, options.records)
        add_connections(server, members, options.connections)
    finally:
        server.process.kill()


if __name__ == '__main__':
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if sys.argv[1] == '--hold':
        hold(*map(int, sys.argv[2:5]))
    else:
        main()
