#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Six published programs of P2P-CI/1.0, as doubles, with our index and our peer: test-classic-programs.py SERVER PEER

Their clients with our index, their downloaders with our uploads, our downloads with their uploaders, and our peer with their
indexes.
"""

import concurrent.futures
import sys

from drive import Steps, World, equal, wait_until
from programs import CLIENTS, INDEXES, OneWordList, Server
from speak import IndexClient

TEXTS = {
    123: b'RFC 123 sample body line 1\nline two, the sample\'s end\n',
    124: b''.join(b'Line %d of a longer document.\n' % i for i in range(3000)),
    125: b'\n\n\n\n\n\nNetwork Working Group                        A. Nonymous\nRequest for Comments: 125\n\n\n'
         b'                         A Title\n\n   Text.\n\n\f\n',
    126: b'\nOne empty line first\n',
}
TITLES = {123: 'A Sample', 124: 'A Longer Document, with 7 words', 125: 'A Title', 126: "It's \"quoted\" & <b>odd</b>"}


def main():
    step = Steps(are_independent=True)
    world = World(sys.argv[1], sys.argv[2])
    _, (port,) = world.start_server('127.0.0.1:0')
    _, (empty_port,) = world.start_server('127.0.0.1:0')
    folder = world.folder('shared')
    for number, text in TEXTS.items():
        (folder / f'rfc{number}.txt').write_bytes(text)

    def with_each(name, programs=CLIENTS):
        """A step for each program."""
        def decorate(function):
            for program in programs:
                step(f'{name}: {program.name}')(lambda program=program: function(program))
        return decorate

    @with_each('joins, adds, looks up, lists, removes and leaves')
    def _(program):
        client = program(empty_port, 'hostA', 6001)
        other = program(empty_port, 'hostB', 6002)
        client.join()
        equal(client.list(), [], 'an empty index')
        other.join()
        expected = []
        for number, title in TITLES.items():
            client.add(number, title)
            expected.append((number, title, '127.0.0.1', '6001'))
        other.add(123, TITLES[123])
        equal(sorted(client.list()), sorted([*expected, (123, TITLES[123], '127.0.0.1', '6002')]), 'list')
        equal(sorted(other.lookup(123, TITLES[123])), [(123, TITLES[123], '127.0.0.1', '600%d' % i) for i in (1, 2)])
        equal(client.lookup(999, 'Nope'), [], 'a miss')
        if program.has_remove:
            client.remove(124, TITLES[124])
            equal(client.lookup(124, TITLES[124]), [], 'removed')
        client.leave()
        with IndexClient(empty_port) as index:
            wait_until(lambda: [record.port for record in index.records()] == [6002], 'the first one left')
        other.leave()
        with IndexClient(empty_port) as index:
            wait_until(lambda: index.records() == [], 'all left')

    sharing = world.start_peer('sharing', folder, port)
    with IndexClient(port) as index:
        wait_until(lambda: len(index.records()) == len(TEXTS), 'our peer has added its documents')
        upload_port = index.records()[0].port

    @with_each('takes every document from our peer')
    def _(program):
        client = program(port, 'hostC', 6003)
        for number, text in TEXTS.items():
            expected = text[:1024] if program is OneWordList else text
            found = client.get(number, TITLES[number], '127.0.0.1', upload_port)
            # One document of the label's program ends where its first CRLF pair is; ours have none.
            equal(found if program is not OneWordList else found[:len(expected)],
                  expected if program is not OneWordList else expected[:len(found)], f'RFC {number}')
            assert found, f'RFC {number} is empty'
        equal(client.get(999, 'Nope', '127.0.0.1', upload_port), None, 'what is not there')

    @with_each('gives every document to our peer')
    def _(program):
        uploader = Server(program.upload, TEXTS)
        client = program(port, '127.0.0.1', uploader.port)
        client.join()
        # After a status line alone, one empty line is taken for the head's.
        numbers = [number + 1000 for number in TEXTS if number != 126 or program is not OneWordList]
        uploader.arguments = ({number + 1000: text for number, text in TEXTS.items()},)
        for number in numbers:
            client.add(number, TITLES[number - 1000])
        output = world.folder('from-' + program.__name__)
        world.run_peer('getting', 'get', '--server', f'127.0.0.1:{port}', '--output', output, *numbers)
        for number in numbers:
            equal((output / f'rfc{number}.txt').read_bytes(), TEXTS[number - 1000], f'RFC {number}')
        client.leave()
        uploader.close()

    def use_index(program):
        index = program()
        server = Server(index.serve)
        home = world.folder('home-' + program.__name__)
        (home / 'rfc123.txt').write_bytes(TEXTS[123])
        sharing = world.start_peer('sharing-' + program.__name__, home, server.port)
        wait_until(lambda: index.records, f'our peer has added its document: {index.log}')
        number, title, host, upload_port = index.records[0]
        equal((number, host), ('123', '127.0.0.1'), 'record')
        assert title.startswith('RFC'), title
        # Somebody else's, with a name for a host where the real ones have one.
        uploader = Server(CLIENTS[INDEXES.index(program)].upload, {125: TEXTS[125]})
        index.records.append(('125', 'Title', 'localhost', str(uploader.port)))

        def ask(*words, **options):
            return world.run_peer('asking-' + program.__name__, *words, '--server', f'127.0.0.1:{server.port}', **options).stdout

        listed = ask('list')
        assert '123' in listed and '125' in listed, listed
        assert upload_port in ask('lookup', 123)
        output = world.folder('by-' + program.__name__)
        ask('get', '--output', output, 123, 125)
        equal((output / 'rfc123.txt').read_bytes(), TEXTS[123], 'our own')
        equal((output / 'rfc125.txt').read_bytes(), TEXTS[125], 'the other')
        assert ask('lookup', 999, check=False) == ''
        equal(sharing.stop(), 0, 'exit status')
        wait_until(lambda: [record[0] for record in index.records if record[0] == '123'] == [],
                   f'our peer has left: {index.log[-4:]}')
        uploader.close()
        server.close()

    # Most of their time is silence that ends an answer: all at once.
    pool = concurrent.futures.ThreadPoolExecutor(len(INDEXES))
    used = {}

    @with_each('is the index of our peer', INDEXES)
    def _(program):
        if not used:
            used.update({each: pool.submit(use_index, each) for each in INDEXES})
        used[program].result()

    with world:
        return step.run()


sys.exit(main())
