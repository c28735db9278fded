#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The original's client, byte for byte, against our index and our peer: test-classic-double.py SERVER PEER

Every document is announced, looked up and fetched in P2P-CI/1.0, with START and END, on the original's port 5555 where that is free.
A request without an end costs 150 ms of silence, so many are under way at once.
"""

import concurrent.futures
import contextlib
import json
import re
import socket
import sys

from drive import Steps, World, digest, documents, equal, wait_until
from speak import ClassicPeer, IndexClient

N_PARALLEL = 24


def all_at_once(function, items, n_parallel=N_PARALLEL):
    with concurrent.futures.ThreadPoolExecutor(n_parallel) as pool:
        return dict(zip(items, pool.map(function, items)))


def is_free(port):
    """Whether the original's own port can be had, or somebody's index runs on this machine."""
    with contextlib.suppress(OSError), socket.create_server(('127.0.0.1', port)):
        return True
    return False


def lines(answer):
    return [line.rstrip() for line in answer.splitlines()]


def main():
    step = Steps()
    world = World(sys.argv[1], sys.argv[2])
    texts = documents(world.folder('samples'))
    # The user of the original types number and title; this one copies the title from the text, if it has one.
    inspected = json.loads(world.run_peer('reader', 'inspect', '--json', *texts.values()).stdout)
    titles = {number: found['title'] or f'Title of Document {number}' for number, found in zip(texts, inspected)}
    _, (port,) = world.start_server(f'127.0.0.1:{5555 if is_free(5555) else 0}')
    print(f'# the index listens on port {port}', flush=True)

    classic_folder = world.folder('classic')
    for number, path in texts.items():
        (classic_folder / f'rfc{number}.txt').write_bytes(path.read_bytes())
    first = ClassicPeer(port, 'hostA', classic_folder)
    second = ClassicPeer(port, 'hostB', world.folder('classic-second'))

    def row(number, peer, host='127.0.0.1'):
        return f'RFC {number} {titles[number]} {host} {peer.upload_port}'

    @step('START is answered as the original answers it')
    def _():
        equal(lines(first.start()), ['P2P-CI/1.0 200 OK', 'Peer added to list'])
        equal(lines(second.start()), ['P2P-CI/1.0 200 OK', 'Peer added to list'])

    @step('LIST of an empty index is a 404')
    def _():
        equal(lines(first.list(0)), ['P2P-CI/1.0 404 Not Found'])

    @step('ADD of every document echoes its row')
    def _():
        for number, answer in all_at_once(lambda number: first.add(number, titles[number]), texts).items():
            equal(lines(answer), ['P2P-CI/1.0 200 OK', row(number, first, 'hostA')], f'ADD {number}')

    @step('the records outlive their connections')
    def _():
        with IndexClient(port) as index:
            found = {record.number: record for record in index.records()}
        equal(sorted(found), sorted(texts), 'numbers')
        for number, record in found.items():
            equal((record.title, record.address, record.port, record.name),
                  (titles[number], '127.0.0.1', first.upload_port, 'hostA'), f'record {number}')

    @step('LOOKUP of every document gives its row')
    def _():
        for number, answer in all_at_once(lambda number: second.lookup(number, titles[number]), texts).items():
            equal(lines(answer), ['P2P-CI/1.0 200 OK', row(number, first)], f'LOOKUP {number}')

    @step('LOOKUP of what nobody has is a 404')
    def _():
        equal(lines(second.lookup(424242, 'Nope')), ['P2P-CI/1.0 404 Not Found'])

    @step('LIST gives every row, whole')
    def _():
        answer = lines(second.list(len(texts)))
        equal(answer[0], 'P2P-CI/1.0 200 OK')
        equal(sorted(answer[1:]), sorted(row(number, first) for number in texts), 'rows')

    @step('p2p-ci get takes every document from the original')
    def _():
        folder = world.folder('from-classic')
        world.run_peer('modern', 'get', '--server', f'127.0.0.1:{port}', '--output', folder, *texts)
        for number, path in texts.items():
            equal(digest(folder / f'rfc{number}.txt'), digest(path), f'RFC {number}')

    shared = dict(list(texts.items())[:40])
    folder = world.folder('modern-shares')
    for number, path in shared.items():
        (folder / f'rfc{number}.txt').write_bytes(path.read_bytes())

    @step('the original sees and takes what p2p-ci shares')
    def _():
        peer = world.start_peer('sharing', folder, port)
        with IndexClient(port) as index:
            wait_until(lambda: len(index.records()) == len(texts) + len(shared), 'our peer has added its documents')
            upload_port = next(record.port for record in index.records() if record.port != first.upload_port)

        def fetch(number):
            rows = lines(second.ask(f'LOOKUP RFC {number} P2P-CI/1.0\n{second.headers(titles[number])}', 3))
            mine = next(line for line in rows if line.endswith(f' {upload_port}'))
            host, port_word = mine.split()[-2:]
            return second.get(number, host, int(port_word))

        # Four uploads at once are given to one address.
        for number, (code, head, body) in all_at_once(fetch, shared, 4).items():
            equal(code, 200, f'GET {number}')
            equal(body, shared[number].read_bytes(), f'RFC {number}')
            equal(re.findall(r'^([A-Za-z-]+):', head, re.MULTILINE),
                  ['Date', 'OS', 'Last-Modified', 'Content-Length', 'Content-Type'], 'headers in their order')
        equal(second.get(424242, '127.0.0.1', upload_port)[0], 404, 'what is not shared')
        equal(peer.stop(), 0, 'exit status')

    @step('when our peer leaves, its records go and those of the original stay')
    def _():
        with IndexClient(port) as index:
            wait_until(lambda: len(index.records()) == len(texts), 'the records of our peer are gone')

    @step('REMOVE removes one record')
    def _():
        number = next(iter(texts))
        equal(lines(first.remove(number, titles[number])), ['P2P-CI/1.0 200 OK', 'RFC entry found and deleted'])
        equal(lines(first.remove(number, titles[number])), ['P2P-CI/1.0 404 Not Found'], 'again')
        equal(lines(first.lookup(number, titles[number])), ['P2P-CI/1.0 404 Not Found'], 'LOOKUP after it')

    @step('nobody removes the records of another')
    def _():
        number = list(texts)[1]
        equal(lines(second.remove(number, titles[number])), ['P2P-CI/1.0 404 Not Found'])
        equal(lines(second.lookup(number, titles[number])), ['P2P-CI/1.0 200 OK', row(number, first)])

    @step('END takes the peer and all of its records away')
    def _():
        equal(lines(first.end()), ['P2P-CI/1.0 200 OK', 'Peer removed from list'])
        equal(lines(second.list(0)), ['P2P-CI/1.0 404 Not Found'])
        equal(lines(second.end()), ['P2P-CI/1.0 200 OK', 'Peer removed from list'])
        with IndexClient(port) as index:
            equal(index.records(), [], 'records')

    with world:
        return step.run()


sys.exit(main())
