#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server with sockets that are handed in, by systemd-socket-activate: test-socket-activate.py SERVER"""

import shutil
import signal
import socket
import subprocess
import sys

from drive import Steps, World, equal
from speak import IndexClient


def free_ports(count):
    listeners = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def knock(port):
    """Wakes the server that waits behind the port; one that refuses to start may reset the connection at once."""
    try:
        socket.create_connection(('127.0.0.1', port), 30).close()
    except ConnectionResetError:
        pass


def main():
    step = Steps()
    server_program = sys.argv[1]
    if not shutil.which('systemd-socket-activate'):
        print('1..0 # SKIP systemd-socket-activate is not installed')
        return 0
    world = World(server_program, None)
    ports = free_ports(2)
    state = {}

    def activate(names, *words):
        """The first connection makes it become the server; the sockets stay."""
        addresses = [f'--listen=127.0.0.1:{port}' for port in ports]
        return world.start('systemd-socket-activate', ['systemd-socket-activate', f'--fdname={names}', *addresses,
                                                       server_program, *words])

    @step('a connection that came before the server is answered by it')
    def _():
        state['server'] = activate('p2p-ci:p2p-ci')
        state['server'].wait_for_line(f'Listening on 127.0.0.1:{ports[1]}')
        with IndexClient(ports[1]) as index:
            equal(index.ask('PING').code, 200, 'PING')

    @step('both ports lead to one index')
    def _():
        with IndexClient(ports[0]) as peer, IndexClient(ports[1]) as asker:
            equal(peer.ask('ADD RFC 2119', Host='juno', Port=41233, Title='Key words').code, 200, 'ADD')
            equal([record.number for record in asker.records()], [2119], 'records')

    @step('it tells where it listens and what it receives')
    def _():
        for port in ports:
            state['server'].wait_for_line(rf'^Started listening on IP 127\.0\.0\.1\s+Port : {port}$')
        state['server'].wait_for_line(r'ADD RFC 2119 P2P-CI/1\.1')

    @step('SIGTERM ends it with success')
    def _():
        equal(state['server'].stop(signal.SIGTERM), 0, 'exit status')

    @step('--listen together with handed-in sockets is refused with a sentence')
    def _():
        process = activate('p2p-ci:p2p-ci', '--listen', '127.0.0.1:0')
        process.wait_for_line(f'Listening on 127.0.0.1:{ports[1]}')
        knock(ports[0])
        process.wait_for_line('socket unit')
        equal(process.popen.wait(30), 64, 'exit status')

    @step('sockets of another name alone are refused with a sentence')
    def _():
        process = activate('http:http')
        process.wait_for_line(f'Listening on 127.0.0.1:{ports[1]}')
        knock(ports[0])
        process.wait_for_line('FileDescriptorName=p2p-ci')
        equal(process.popen.wait(30) != 0, True, 'exit status')

    @step('a port that is taken is named')
    def _():
        with socket.create_server(('127.0.0.1', 0)) as taken:
            port = taken.getsockname()[1]
            done = subprocess.run([server_program, '--listen', f'127.0.0.1:{port}'], capture_output=True, text=True,
                                  timeout=30)
            equal(done.returncode != 0 and str(port) in done.stderr, True, f'{done.returncode}, {done.stderr!r}')

    with world:
        return step.run()


sys.exit(main())
