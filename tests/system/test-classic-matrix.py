#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reasonable way to write P2P-CI/1.0, against the real index and the real peer: test-classic-matrix.py SERVER PEER

The forms are generated: line ends, the end of the message, order of the headers, case of their names, blanks, segments, and how
connections are used. Each has to succeed. An index takes 150 ms of silence for the end of a message that shows none, so a
case in which this machine stood still while it was sending is played again.
"""

import concurrent.futures
import itertools
import re
import socket
import sys
import time

from drive import Steps, World, equal, wait_until
from programs import Server

STALL_SECONDS = 0.1
LINE_ENDS = {'LF': ['\n'], 'CRLF': ['\r\n'], 'mixed': ['\r\n', '\n']}
CLOSINGS = ('an empty line', 'a line end', 'nothing')
ORDERS = (('Host', 'Port', 'Title'), ('Title', 'Port', 'Host'), ('Port', 'Title', 'Host'))
CASES = {'Title': str.title, 'lower': str.lower, 'UPPER': str.upper}
BLANKS = ('{}: {}', '{}:{}', '{} : {}', ' {}: {}', '{}: {}  ', '\t{}:\t{}')
STYLES = ('one connection for all', 'a connection for each', 'half closed after each')
TEXT = b''.join(b'Line %d of a document that has many.\n' % i for i in range(9000))


class Stalled(Exception):
    pass


class Form:
    """How a client writes."""

    def __init__(self, line_end, closing, order, case, blanks):
        self.names = (line_end, closing, ' '.join(order), case, blanks)
        self.ends, self.closing, self.order = LINE_ENDS[line_end], closing, order
        self.case, self.blanks = CASES[case], blanks

    def write(self, first_line, **values):
        names = [name for name in (*self.order, 'OS') if name in values]
        lines = [first_line, *(self.blanks.format(self.case(name), values[name]) for name in names)]
        ends = itertools.cycle(self.ends)
        text = ''.join(line + next(ends) for line in lines)
        if self.closing == 'an empty line':
            text += next(ends)
        elif self.closing == 'nothing':
            text = text.rstrip('\r\n')
        return text.encode()


def send(connection, message, cuts):
    """In pieces that end at the cuts."""
    last = time.monotonic()
    for start, end in zip([0, *cuts], [*cuts, len(message)]):
        connection.sendall(message[start:end])
        now = time.monotonic()
        if now - last > STALL_SECONDS:
            raise Stalled
        last = now
        if len(cuts) == 1:
            time.sleep(0.001)  # so that the two are not read as one


def receive(connection, pattern):
    """Until the answer has it: 1.0 says no length."""
    text = ''
    while not re.search(pattern, text):
        piece = connection.recv(65536)
        if not piece:
            raise AssertionError(f'closed before {pattern!r}: {text[-300:]!r}')
        text += piece.decode()
    return text


class Classic:
    """One client, with requests that nobody else makes."""

    def __init__(self, index_port, number, form, style, cut=None):
        self.index_port, self.number, self.form, self.style = index_port, number, form, style
        self.cut = cut or (lambda message: [])
        self.port = 10000 + number
        self.title = f'Title, number {number}'
        self.values = {'Host': 'hostA', 'Port': self.port, 'Title': self.title}
        self.connection = None

    def connect(self):
        connection = socket.create_connection(('127.0.0.1', self.index_port), 30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self, message, pattern, cuts=None):
        connection = self.connection or self.connect()
        send(connection, message, self.cut(message) if cuts is None else cuts)
        if self.style == 'half closed after each':
            connection.shutdown(socket.SHUT_WR)
        answer = receive(connection, pattern)
        if self.style == 'one connection for all':
            self.connection = connection
        else:
            connection.close()
        return answer

    def row(self, host):
        return rf'(RFC )?{self.number} {self.title} {host} {self.port} ?\r?\n'

    def write(self, method, **values):
        what = 'ALL' if method == 'LIST' else f'RFC {self.number}'
        return self.form.write(f'{method} {what} P2P-CI/1.0', **(values or self.values))

    def join(self):
        if self.style != 'one connection for all':
            self.ask(f'START P2P-CI/1.0 Host: hostA Port: {self.port}\n'.encode(), r' 200 OK[^\n]*\n[^\n]+\n', [])

    def leave(self):
        if self.style != 'one connection for all':
            self.ask(f'END P2P-CI/1.0 Host: hostA Port: {self.port}\n'.encode(), r' 200 OK[^\n]*\n[^\n]+\n', [])

    def close(self):
        if self.connection is not None:
            self.connection.close()

    def play(self):
        miss = r' 404 [^\n]*\n'
        self.join()
        self.ask(self.write('ADD'), self.row('hostA'))
        self.ask(self.write('LOOKUP'), self.row('127.0.0.1'))
        self.ask(self.write('LIST', Host='hostA', Port=self.port), self.row('127.0.0.1'))
        self.ask(self.write('REMOVE'), r' 200 OK[^\n]*\n')
        self.ask(self.write('LOOKUP'), miss)
        self.leave()


def every_byte(message):
    return list(range(1, len(message)))


def main():
    step = Steps(are_independent=True)
    world = World(sys.argv[1], sys.argv[2])
    _, (index_port,) = world.start_server('127.0.0.1:0')
    numbers = itertools.count(100)  # 7 is what our peer shares
    forms = [Form(*names) for names in itertools.product(LINE_ENDS, CLOSINGS, ORDERS, CASES, BLANKS)]
    few = [form for form in forms if form.names[2:] == ('Host Port Title', 'Title', '{}: {}')]

    def play(form, style, cut=None):
        for _ in range(5):
            client = Classic(index_port, next(numbers), form, style, cut)
            try:
                client.play()
                return None
            except Stalled:
                continue
            except (AssertionError, OSError) as error:
                return f'{form.names}, {style}: {error!r}'
            finally:
                client.close()
        return f'{form.names}, {style}: this machine stands still'

    def play_all(cases, n_parallel):
        with concurrent.futures.ThreadPoolExecutor(n_parallel) as pool:
            failures = [failure for failure in pool.map(lambda case: play(*case), cases) if failure]
        print(f'# {len(cases)} cases', flush=True)
        if failures:
            raise AssertionError(f'{len(failures)} of {len(cases)} failed: ' + '\n'.join(failures[:12]))

    for style_number, style in enumerate(STYLES):
        @step(f'every form, {style}')
        def _(style=style, style_number=style_number):
            # Those that end with silence cost time; each is played in one of the styles.
            play_all([(form, style) for i, form in enumerate(forms)
                      if form.closing != 'nothing' or i % len(STYLES) == style_number], 24)

    @step('a byte at a time')
    def _():
        play_all([(form, style, every_byte) for i, form in enumerate(forms) for style in STYLES
                  if form.closing != 'nothing' and i % 12 == 0], 4)

    @step('cut in every place')
    def _():
        longest = max(len(form.write('LOOKUP RFC 9999 P2P-CI/1.0', Host='hostA', Port=19999, Title='Title, number 9999'))
                      for form in few)
        play_all([(form, STYLES[0], lambda message, at=at: [min(at, len(message) - 1)])
                  for form in few if form.names[:2] in (('CRLF', CLOSINGS[0]), ('LF', CLOSINGS[0])) for at in range(1, longest)], 8)

    @step('two requests in one segment')
    def _():
        def merge(form):
            client = Classic(index_port, next(numbers), form, STYLES[0])
            with client.connect() as connection:
                connection.sendall(client.write('ADD') + client.write('LOOKUP'))
                receive(connection, client.row('hostA') + '(?s:.*)' + client.row('127.0.0.1'))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(merge, (form for form in forms if form.closing != 'nothing')))

    folder = world.folder('shared')
    (folder / 'rfc7.txt').write_bytes(TEXT)
    sharing = world.start_peer('sharing', folder, index_port)

    def upload_port():
        with socket.create_connection(('127.0.0.1', index_port), 30) as connection:
            connection.sendall(b'LOOKUP RFC 7 P2P-CI/1.0\r\nHost: x\r\nPort: 9\r\nTitle: x\r\n\r\n')
            match = re.search(r'127\.0\.0\.1 (\d+)', receive(connection, r'\n\r?\n|127\.0\.0\.1 \d+ ?\r?\n'))
        return int(match.group(1)) if match else 0

    def download(form, cuts=(), size=65536, buffer=0, closes_half=False, reads_head=False):
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(30)
        connection.connect(('127.0.0.1', wait_until(upload_port, 'our peer has added its document')))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            message = form.write('GET RFC 7 P2P-CI/1.0', Host='hostB', OS='Linux 6.1')
            send(connection, message, list(cuts) if cuts != 'all' else every_byte(message))
            if closes_half:
                connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(size)
            if reads_head:  # what came with it is lost to such a program
                assert b' 200 ' in answer and TEXT[:10] not in answer, answer[-200:]
            while piece := connection.recv(size):  # it never closes first
                answer += piece
        assert b' 200 ' in answer[:30], answer[:100]
        assert answer.endswith(TEXT), f'{len(answer)} bytes, {answer[:300]!r}'

    def download_all(**options):
        patient = [form for form in forms if form.order == ORDERS[0] and form.names[3] == 'lower']
        with concurrent.futures.ThreadPoolExecutor(4) as pool:  # of one address the peer serves few at a time
            list(pool.map(lambda form: download(form, **options), patient))
        print(f'# {len(patient)} cases', flush=True)

    @step('downloaders in every form, which never close')
    def _():
        download_all()

    @step('downloaders that close their half')
    def _():
        download_all(closes_half=True)

    @step('downloaders with tiny buffers')
    def _():
        for form in few:
            download(form, size=512, buffer=1024)

    @step('downloaders that send a byte at a time')
    def _():
        for form in few:
            for attempt in range(5):
                try:
                    download(form, cuts='all')
                    break
                except Stalled:
                    assert attempt < 4, 'this machine stands still'

    @step('downloaders that read the head alone first')
    def _():
        for form in few:
            if form.names[0] == 'LF' or form.closing == 'an empty line':
                download(form, reads_head=True)

    def uploader(head, body, stays):
        def serve(connection, *_):
            connection.recv(4096)
            connection.sendall(head + body)
            if stays:
                connection.settimeout(60)
                while connection.recv(4096):
                    pass
        return Server(serve, ())

    def offer_and_get(number, head, body, stays=False):
        server = uploader(head, body, stays)
        client = Classic(index_port, number, few[0], STYLES[0])
        client.values['Port'] = client.port = server.port
        output = world.folder(f'got-{number}')
        try:
            client.ask(client.write('ADD'), client.row('hostA'))
            done = world.run_peer(f'getting-{number}', 'get', '--server', f'127.0.0.1:{index_port}', '--output', output, number,
                                  check=False)
        finally:
            client.close()
            server.close()
        return done, output / f'rfc{number}.txt'

    lengths = b'P2P-CI/1.0 200 OK\r\nDate: x\r\nOS: x\r\nLast-Modified: x\r\nContent-Length: %d\r\nContent-Type: text/text\r\n\r\n'
    for number, (name, head, stays) in enumerate((
            ('never closes', lengths % len(TEXT), True),
            ('closes', lengths % len(TEXT), False),
            ('says no length and closes', b'P2P-CI/1.0 200 OK\r\nDate: x\r\nOS: x\r\nContent-Type: text/text\r\n\r\n', False),
            ('ends lines with LF and never closes', (lengths % len(TEXT)).replace(b'\r', b''), True)), 60001):
        @step(f'an uploader that {name}')
        def _(number=number, head=head, stays=stays):
            done, path = offer_and_get(number, head, TEXT, stays)
            equal(done.returncode, 0, done.stderr)
            equal(path.read_bytes(), TEXT, 'the document')

    @step('an uploader that answers 404')
    def _():
        done, path = refused.result()
        assert done.returncode != 0 and done.stderr, (done.returncode, done.stderr)
        assert not path.exists()

    @step('our peer leaves')
    def _():
        equal(sharing.stop(), 0, 'exit status')

    with world, concurrent.futures.ThreadPoolExecutor(1) as pool:
        # Our peer tries again for a while, meanwhile there is other work.
        refused = pool.submit(offer_and_get, 60010, b'P2P-CI/1.0 404 Not Found\r\n\r\n', b'')
        return step.run()


sys.exit(main())
