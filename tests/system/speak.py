# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both versions of the protocol from the other side, written from the specification and not from our code.

IndexClient speaks P2P-CI/1.1. ClassicPeer is a double of the original's client, byte for byte: a connection per
request, LF, header lines that begin with a blank, no final line end, and reads of 1024 bytes.
"""

import collections
import contextlib
import pathlib
import socket
import threading
import time

Record = collections.namedtuple('Record', 'number title address port name size sha256')
CatalogueRow = collections.namedtuple('CatalogueRow', 'number title holders size sha256 agreeing')
Answer = collections.namedtuple('Answer', 'version code headers body')


class IndexClient:
    """One connection in 1.1. Use with "with"."""

    def __init__(self, port, host='127.0.0.1'):
        self.socket = socket.create_connection((host, port), 30)
        self.file = self.socket.makefile('rb')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, first_line, **headers):
        lines = [f'{first_line} P2P-CI/1.1', *(f'{name.replace("_", "-")}: {value}' for name, value in headers.items())]
        self.socket.sendall(('\r\n'.join(lines) + '\r\n\r\n').encode())

    def receive(self):
        version, code, _ = self.file.readline().decode().rstrip('\r\n').split(' ', 2)
        headers = {}
        while (line := self.file.readline().decode()) not in ('\r\n', ''):
            name, value = line.rstrip('\r\n').split(':', 1)
            headers[name.strip().lower()] = value.strip()
        length = int(headers['content-length'])
        body = self.file.read(length)
        if len(body) != length:
            raise AssertionError(f'{len(body)} of {length} bytes came')
        return Answer(version, int(code), headers, body)

    def ask(self, first_line, **headers):
        self.send(first_line, **headers)
        return self.receive()

    def rows(self, first_line, **headers):
        """All rows of a listing, page by page."""
        rows = []
        while True:
            answer = self.ask(first_line, **headers)
            if answer.code == 404:
                return rows
            if answer.code != 200:
                raise AssertionError(f'{first_line} was answered with {answer.code}')
            rows += [line.split('\t') for line in answer.body.decode().splitlines()]
            if 'next' not in answer.headers:
                return rows
            headers['After'] = answer.headers['next']

    def records(self):
        return [Record(int(row[0]), row[1], row[2], int(row[3]), *row[4:7]) for row in self.rows('LIST ALL')]

    def catalogue(self, **headers):
        return [CatalogueRow(int(row[0]), row[1], int(row[2]), *row[3:6]) for row in self.rows('LIST RFCS', **headers)]


class ClassicPeer:
    """The original's client and its upload server."""

    def __init__(self, index_port, host, folder=None):
        self.index_port = index_port
        self.host = host
        self.folder = pathlib.Path(folder) if folder else None
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.upload_port = self.listener.getsockname()[1]
        self.requests = []
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.listener.close()

    def ask(self, message, n_lines=2):
        """One request on a connection of its own, read 1024 bytes at a time as the original does. An answer is n_lines
        lines long, or one when it is no 200; more than that is an error."""
        with socket.create_connection(('127.0.0.1', self.index_port), 30) as connection:
            connection.sendall(message.encode())
            text = b''
            while text.count(b'\n') < (n_lines if b' 200 ' in text[:20] or not text else 1):
                piece = connection.recv(1024)
                if not piece:
                    break
                text += piece
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                text += connection.recv(1024)
            return text.decode()

    def headers(self, title):
        return f' Host: {self.host}\n Port: {self.upload_port}\n Title: {title}'

    def start(self):
        return self.ask(f'START P2P-CI/1.0 Host: {self.host} Port: {self.upload_port}\n')

    def add(self, number, title):
        return self.ask(f'ADD RFC {number} P2P-CI/1.0\n{self.headers(title)}')

    def lookup(self, number, title):
        return self.ask(f'LOOKUP RFC {number} P2P-CI/1.0\n{self.headers(title)}')

    def list(self, n_rows):
        return self.ask(f'LIST ALL P2P-CI/1.0\nHost: {self.host}\n Port: {self.upload_port}', n_rows + 1)

    def remove(self, number, title):
        return self.ask(f'REMOVE RFC {number} P2P-CI/1.0\n{self.headers(title)}')

    def end(self):
        return self.ask(f'END P2P-CI/1.0 Host: {self.host} Port: {self.upload_port}')

    def get(self, number, host, port):
        """The original's download: the first recv() must be the header and nothing but it, the body follows by its
        length."""
        with socket.create_connection((host, port), 30) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0 \nHost : {self.host}\nOS: Linux\n'.encode())
            head = connection.recv(1024).decode()
            words = head.split()
            if words[1] != '200':
                return int(words[1]), head, b''
            length = int(words[words.index('Content-Length:') + 1])
            body = b''
            while len(body) < length:
                piece = connection.recv(1024)
                if not piece:
                    break
                body += piece
            return 200, head, body

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.upload, args=(connection,), daemon=True).start()

    def upload(self, connection):
        """The original's answer: five header lines in LF, no empty line, in one send; the body in further ones of 1024
        bytes; close."""
        with connection, contextlib.suppress(OSError):
            request = connection.recv(1024).decode()
            self.requests.append(request)
            path = self.folder / f'rfc{request.split()[2]}.txt'
            if not path.exists():
                connection.sendall(b'P2P-CI/1.0 404 FILE NOT FOUND \n')
                return
            body = path.read_bytes()
            connection.sendall((f'P2P-CI/1.0 200 OK \nDate: 2026-11-22 06:10:26.688082\nOS: Linux\n'
                                f'Last-Modified: 2026-11-22 06:10:19.439515\nContent-Length: {len(body)}\n'
                                f'Content-Type: text \n').encode())
            time.sleep(0.05)  # the original's own pause, so that the header travels alone
            for offset in range(0, len(body), 1024):
                connection.sendall(body[offset:offset + 1024])
