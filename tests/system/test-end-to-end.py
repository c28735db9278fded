#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, whole: the real index and two real peers on loopback: test-end-to-end.py SERVER PEER

Every document is shared, looked up and fetched from the other peer, and its bytes are compared; some are removed; the
peers leave. The index is asked at each step, in P2P-CI/1.1 written from the specification.
"""

import json
import signal
import sys

from drive import Steps, World, digest, documents, equal, wait_until
from speak import IndexClient


def main():
    step = Steps()
    world = World(sys.argv[1], sys.argv[2])
    texts = documents(world.folder('samples'))
    numbers = sorted(texts)
    server, (port, second_port) = world.start_server('127.0.0.1:0', '127.0.0.1:0')
    server_option = f'127.0.0.1:{port}'
    index = IndexClient(port)

    # One has the even half of the documents, the other the odd one.
    halves = {'anna': numbers[::2], 'bert': numbers[1::2]}
    ports = {'anna': port, 'bert': second_port}
    folders = {name: world.folder(f'{name}-library') for name in halves}
    for name, half in halves.items():
        for number in half:
            (folders[name] / f'rfc{number}.txt').write_bytes(texts[number].read_bytes())
    upload_ports = {}
    peers = {}

    def other(name):
        return 'bert' if name == 'anna' else 'anna'

    def held():
        """The numbers by upload port, as the index tells them."""
        found = {}
        for record in index.records():
            found.setdefault(record.port, set()).add(record.number)
        return found

    def expect(**by_name):
        expected = {upload_ports[name]: set(half) for name, half in by_name.items() if half}
        wait_until(lambda: held() == expected, f'the index lists {({name: len(half) for name, half in by_name.items()})}; '
                   f'it lists {({port: len(half) for port, half in held().items()})}')

    @step('a fresh index lists nothing')
    def _():
        equal(index.records(), [], 'records')
        equal(index.catalogue(), [], 'catalogue')

    def share(name):
        before = set(held())
        peers[name] = world.start_peer(name, folders[name], ports[name])
        wait_until(lambda: any(len(half) == len(halves[name]) for upload_port, half in held().items()
                               if upload_port not in before), f'{name} shares {len(halves[name])} documents')
        (upload_ports[name],) = set(held()) - before

    @step('a peer shares its folder')
    def _():
        share('anna')
        expect(anna=halves['anna'])

    @step('a second peer, by the other port, shares its own')
    def _():
        share('bert')
        expect(**halves)

    @step('each record tells address, size and digest of its document')
    def _():
        for record in index.records():
            text = texts[record.number].read_bytes()
            equal((record.address, record.size, record.sha256),
                  ('127.0.0.1', str(len(text)), digest(texts[record.number])), f'record {record.number}')
            if not record.title:
                raise AssertionError(f'RFC {record.number} has no title')

    @step('the catalogue has one row for each')
    def _():
        rows = index.catalogue()
        equal([row.number for row in rows], numbers, 'numbers')
        equal({row.holders for row in rows}, {1}, 'holders')

    @step('p2p-ci list prints the same')
    def _():
        listed = json.loads(world.run_peer('asker', 'list', '--json', '--server', server_option).stdout)
        equal(sorted(row['number'] for row in listed), numbers, 'numbers')

    @step('p2p-ci lookup finds the holder of every document')
    def _():
        for name, half in halves.items():
            for number in half:
                found = json.loads(world.run_peer('asker', 'lookup', '--json', '--server', server_option, number).stdout)
                equal([holder['port'] for holder in found], [upload_ports[name]], f'holders of RFC {number}')

    @step('each fetches every document of the other, byte for byte')
    def _():
        for name in halves:
            folder = folders[name]
            world.run_peer(name, 'get', '--server', server_option, '--output', folder, *halves[other(name)])
            for number in halves[other(name)]:
                equal(digest(folder / f'rfc{number}.txt'), digest(texts[number]), f'RFC {number}')
            stray = [path.name for path in folder.iterdir() if path.name.endswith('.part')]
            equal(stray, [], 'temporary files')

    @step('what was fetched is then shared by both')
    def _():
        expect(anna=numbers, bert=numbers)
        equal({row.holders for row in index.catalogue()}, {2}, 'holders')

    removed = numbers[:10]

    @step('a removed file leaves the index, and the other holder stays')
    def _():
        for number in removed:
            (folders['anna'] / f'rfc{number}.txt').unlink()
        expect(anna=numbers[10:], bert=numbers)

    @step('p2p-ci remove ends the sharing while the peer runs, and the file stays')
    def _():
        number = numbers[20]
        world.run_peer('anna', 'remove', '--folder', folders['anna'], number)
        expect(anna=[other for other in numbers[10:] if other != number], bert=numbers)
        equal((folders['anna'] / f'rfc{number}.txt').exists(), True, 'the file')

    @step('p2p-ci add shares a file from elsewhere while the peer runs')
    def _():
        number = numbers[20]
        source = world.folder('elsewhere') / f'rfc{number}.txt'
        source.write_bytes(texts[number].read_bytes())
        world.run_peer('anna', 'add', '--folder', folders['anna'], source)
        expect(anna=numbers[10:], bert=numbers)

    @step('what no peer holds is said plainly')
    def _():
        done = world.run_peer('asker', 'get', '--server', server_option, '--output', world.folder('nothing'), 424242,
                              check=False)
        if done.returncode == 0 or '424242' not in done.stderr:
            raise AssertionError(f'exit status {done.returncode}, {done.stderr!r}')
        equal(list(world.folder('nothing').iterdir()), [], 'files')

    @step('a peer that leaves takes its records along')
    def _():
        equal(peers['anna'].stop(), 0, 'exit status')
        expect(bert=numbers)

    @step('so does one that is killed')
    def _():
        peers['bert'].stop(signal.SIGKILL)
        expect()
        equal(index.catalogue(), [], 'catalogue')

    @step('the server was there all the time, and stops when asked')
    def _():
        equal(server.is_running(), True, 'running')
        equal(server.stop(signal.SIGTERM), 0, 'exit status')

    with world:
        return step.run()


sys.exit(main())
