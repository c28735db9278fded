# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doubles of six published P2P-CI/1.0 programs, as they read and write: the client of the index, the downloader, the
uploader and the index of each. What a real one would choke on raises here.

Messages are bytes; a title may have any words. A row is (number, title, host, port), all strings but the number.
"""

import contextlib
import re
import shlex
import socket
import threading

OS = 'Linux-6.1.0-x86_64-with-glibc2.36'
PAD = 1024


def receive_once(connection, size=4096):
    """One recv(): the whole answer must come with it."""
    return connection.recv(size).decode()


def receive_until(connection, end, size=1024):
    text = b''
    while end not in text:
        piece = connection.recv(size)
        if not piece:
            raise AssertionError(f'closed before {end!r}: {text!r}')
        text += piece
    return text.decode()


def receive_all(connection, size=1024):
    return b''.join(iter(lambda: connection.recv(size), b''))


class Client:
    """What all have in common: a connection for a request, or for all of them."""

    name = ''
    has_remove = False
    connects_each_time = False

    def __init__(self, index_port, host, upload_port):
        self.index_port, self.host, self.port = index_port, host, upload_port
        self.connection = None

    def connect(self, port=None, host='127.0.0.1'):
        return socket.create_connection((host, port or self.index_port), 30)

    def ask(self, message):
        if self.connects_each_time:
            with self.connect() as connection:
                connection.sendall(message.encode())
                return self.receive(connection)
        if self.connection is None:
            self.connection = self.connect()
        self.connection.sendall(message.encode())
        return self.receive(self.connection)

    def receive(self, connection):
        return receive_once(connection)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def join(self):
        return None

    def rows_of(self, answer, marker='RFC '):
        """Rows as most of them split: words; the last two are host and port."""
        rows = []
        for line in answer.split('\n')[1:]:
            words = line.strip().split(' ')
            if line.strip():
                if marker:
                    assert line.startswith(marker), line
                    words = words[1:]
                rows.append((int(words[0]), ' '.join(words[1:-2]), words[-2], words[-1]))
        return rows


class Original(Client):
    name = 'the original'
    connects_each_time = True
    has_remove = True

    def fields(self, title):
        return f' Host: {self.host}\n Port: {self.port}\n Title: {title}'

    def expect(self, answer, text):
        assert answer == text, (answer, text)

    def join(self):
        self.expect(self.ask(f'START P2P-CI/1.0 Host: {self.host} Port: {self.port}\n'),
                    'P2P-CI/1.0 200 OK \nPeer added to list \n')

    def add(self, number, title):
        self.expect(self.ask(f'ADD RFC {number} P2P-CI/1.0\n{self.fields(title)}'),
                    f'P2P-CI/1.0 200 OK \nRFC {number} {title} {self.host} {self.port}\n')

    def lookup(self, number, title):
        answer = self.ask(f'LOOKUP RFC {number} P2P-CI/1.0\n{self.fields(title)}')
        return [] if answer == 'P2P-CI/1.0 404 Not Found\n' else self.rows_of(answer)

    def list(self):
        answer = self.ask(f'LIST ALL P2P-CI/1.0\nHost: {self.host}\n Port: {self.port}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def remove(self, number, title):
        answer = self.ask(f'REMOVE RFC {number} P2P-CI/1.0\n{self.fields(title)}')
        self.expect(answer, 'P2P-CI/1.0 200 OK\nRFC entry found and deleted \n')

    def leave(self):
        self.expect(self.ask(f'END P2P-CI/1.0 Host: {self.host} Port: {self.port}'),
                    'P2P-CI/1.0 200 OK \nPeer removed from list \n')

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0 \nHost : {self.host}\nOS: {OS}\n'.encode())
            head = connection.recv(1024).decode()
            words = head.split()
            if words[1] != '200':
                return None
            assert 'Content-Type' in head.split('\n')[5], head
            length = int(words[words.index('Content-Length:') + 1])
            body = receive_all(connection)
            assert len(body) == length, (len(body), length)
            return body

    @staticmethod
    def upload(connection, folder):
        words = connection.recv(1024).decode().split()
        body = folder.get(int(words[2])) if words[0] == 'GET' else None
        if body is None:
            connection.sendall(b'P2P-CI/1.0 404 FILE NOT FOUND \n')
            return
        connection.sendall(f'P2P-CI/1.0 200 OK \nDate: 2026-11-22 06:10:26.688082\nOS: {OS}\n'
                           f'Last-Modified: 2026-11-22 06:10:19.439515\nContent-Length: {len(body)}\n'
                           f'Content-Type: text \n'.encode())
        for offset in range(0, len(body), 1024):
            connection.sendall(body[offset:offset + 1024])


class OneWordList(Client):
    name = 'numbers without RFC'
    connects_each_time = True
    has_remove = True

    def receive(self, connection):
        return receive_once(connection, 16384)

    def fields(self, title):
        return f' Host: {self.host}\n Port: {self.port}\n Title: {title}'

    def join(self):
        assert self.ask(f'REGISTER P2P-CI/1.0 Host: {self.host} Port: {self.port}\n')

    def add(self, number, title):
        assert ' 200 OK' in self.ask(f'ADD {number} P2P-CI/1.0\n{self.fields(title)}')

    def lookup(self, number, title):
        answer = self.ask(f'LOOKUP {number} P2P-CI/1.0\nHost: {self.host}\nPort: {self.port}\nTitle:{title}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def list(self):
        answer = self.ask(f'LISTALL P2P-CI/1.0\nHost: {self.host}\n Port: {self.port}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def remove(self, number, title):
        assert self.ask(f'REMOVE {number} P2P-CI/1.0\n{self.fields(title)}')

    def leave(self):
        assert self.ask(f'EXIT P2P-CI/1.0 Host: {self.host} Port: {self.port}')

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0\nHost: {host}\nOS: Windows'.encode())
            words = connection.recv(1024).decode().split()
            # It reads one more time and no more: what it has is the beginning of a longer document.
            return connection.recv(1024) if words[1] == '200' else None

    @staticmethod
    def upload(connection, folder):
        words = connection.recv(1024).decode().split()
        body = folder.get(int(words[2]))
        if body is None:
            connection.sendall(b'P2P-CI/1.0 404 FILE NOT FOuND\n')
            return
        connection.sendall(b'P2P-CI/1.0 200 OK\n')
        for offset in range(0, len(body), 1024):
            connection.sendall(body[offset:offset + 1024])


class TightColon(Client):
    name = 'colons without a blank'

    def receive(self, connection):
        return receive_until(connection, b'\r\n\r\n')

    def send(self, first, *headers):
        return self.ask('\r\n'.join([f'{first} P2P-CI/1.0', f'Host:{self.host}', *headers]) + '\r\n\r\n')

    def add(self, number, title):
        answer = self.send(f'ADD RFC {number}', f'Port:{self.port}', f'Title:{title}')
        assert '200 OK' in answer, answer

    def lookup(self, number, title):
        answer = self.send(f'LOOKUP RFC {number}')
        if '200 OK' not in answer:
            assert '404 Not Found' in answer, answer
            return []
        lines = answer.split('\r\n')
        rows = [line.split() for line in lines[1:len(lines) - 2]]
        return [(int(row[1]), ' '.join(row[2:-2]), row[-2], row[-1]) for row in rows]

    def list(self):
        answer = self.send('LIST ALL')
        if '200 OK' not in answer:
            return []
        rows = [line.split() for line in answer.split('\r\n\r\n')[0].split('\r\n')[1:]]
        return [(int(row[0]), ' '.join(row[1:-2]), row[-2], row[-1]) for row in rows]

    def leave(self):
        self.connection.sendall(f'DISCONNECT P2P-CI/1.0\r\nHost:{self.host}\r\n\r\n'.encode())
        self.close()

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0\r\nHost:{self.host}\r\n\r\n'.encode())
            while True:
                fragment = connection.recv(1024).decode()
                if '200 OK' not in fragment:
                    return None
                if 'RFC Data: ' in fragment:
                    body = fragment.split('RFC Data: ')[1]
                    break
            while True:
                piece = connection.recv(8192).decode()
                assert piece, 'it would wait for the empty line for ever'
                if '\r\n\r\n' in piece:
                    return (body + piece.split('\r\n\r\n')[0]).encode()
                body += piece

    @staticmethod
    def upload(connection, folder):
        request = receive_until(connection, b'\r\n\r\n')
        if 'GET' not in request:
            connection.sendall(b'400 Bad Request . Closing Connection')
            return
        version = 'P2P-CI/' + re.search('P2P-CI/(.*)\r\n', request).group(1)
        number = re.search('RFC (.*) P2P', request).group(1)
        date = 'Sun, 22 Nov 2026 06:13:41 GMT'
        if version != 'P2P-CI/1.0':
            connection.sendall(f'{version} 505 P2P-CI Version Not Supported\r\nDate:{date}\r\nOS:{OS}\r\n\r\n'.encode())
            return
        body = folder.get(int(number))
        if body is None:
            connection.sendall(f'{version} 404 Not Found\r\nDate:{date}\r\nOS:{OS}\r\n\r\n'.encode())
            return
        connection.sendall(f'{version} 200 OK\r\nDate:{date}\r\nOS:{OS}\r\nLast-Modified:1795328015.3272362\r\n'
                           f'Content-Length:{len(body)}\r\nContent-Type: text/text\r\n RFC Data: '.encode())
        connection.sendall(body)
        connection.sendall(b'\r\n\r\n')


class OldVersionWord(Client):
    name = 'an older word for the version'
    version = 'P2P-CI-v1.0.0'

    def receive(self, connection):
        return receive_once(connection, 65000)

    def fields(self, title):
        return f'Host: {self.host}\nPort: {self.port}\nTitle: {title}'

    def add(self, number, title):
        self.last = f'ADD RFC {number} {self.version}\n{self.fields(title)}'
        answer = self.ask(self.last)
        assert answer.startswith(f'{self.version} 200 OK\n'), answer

    def lookup(self, number, title):
        self.last = f'LOOKUP RFC {number} {self.version}\n{self.fields(title)}'
        lines = self.ask(self.last).split('\n')
        assert lines[0].split(' ')[0] == self.version, lines
        # As it splits: on single blanks, all lines but the last.
        return [(int(line.split(' ')[1]), ' '.join(line.split(' ')[2:-2]), line.split(' ')[-2], str(int(line.split(' ')[-1])))
                for line in lines[1:-1]]

    def list(self):
        self.last = f'LIST ALL {self.version}\nHost: {self.host}\nPort: {self.port}'
        return self.rows_of(self.ask(self.last))

    def leave(self):
        self.close()

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'LOOKUP RFC {number} {self.version}\n{self.fields(title)}'.encode())
            lines = receive_all(connection, 65000).decode().split('\n')
            if lines[0].split(' ')[1] != '200':
                return None
            return '\n'.join(lines[6:]).encode()

    @classmethod
    def upload(cls, connection, folder):
        first = connection.recv(65000).decode().split('\n')[0].split(' ')
        number, version = int(first[2]), first[-1]
        body = folder.get(number)
        if version != cls.version:
            connection.sendall(f'{version} 505 P2P-CI Version Not Supported\n'.encode())
        elif body is None:
            connection.sendall(f'{version} 404 Not Found\n'.encode())
        else:
            connection.sendall(f'{version} 200 OK\nDate: Sun, 22 Nov 2026 06:11:23 GMT\nOS: {OS}\n'
                               f'Last-Modified: Sun, 22 Nov 2026 06:11:16 GMT\nContent-Length: {len(body)}\n'
                               f'Content-Type: text/text\n'.encode() + body + b'\n')


class CrlfOpen(Client):
    name = 'CRLF without an end'

    def receive(self, connection):
        return receive_once(connection, 1024)

    def fields(self, title=None):
        return f'Host: {self.host}\r\nPort: {self.port}' + (f'\r\nTitle: {title}' if title else '')

    def add(self, number, title):
        assert ' 200 OK' in self.ask(f'ADD RFC {number} P2P-CI/1.0\r\n{self.fields(title)}')

    def lookup(self, number, title):
        answer = self.ask(f'LOOKUP RFC {number} P2P-CI/1.0\r\n{self.fields(title)}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def list(self):
        answer = self.ask(f'LIST ALL P2P-CI/1.0\r\n{self.fields()}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def leave(self):
        assert self.ask(f'LEAVE P2P-CI/1.0\r\n{self.fields()}')
        self.close()

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0\r\nHost: {self.host}\r\nOS: {OS}'.encode())
            head = connection.recv(1024).decode()
            if ' 404 ' in head:
                return None
            int(head.split(' ')[-2].rstrip('\nContent-Type:'))
            return receive_all(connection)

    @staticmethod
    def upload(connection, folder):
        body = folder.get(int(connection.recv(1024).decode().split(' ')[2]))
        if body is None:
            # It never closes.
            connection.sendall(b'P2P-CI/1.0 404 Not Found\n')
            connection.recv(1)
            return
        connection.sendall(f'P2P-CI/1.0 200 OK\r\nDate: Sunday, 22 Nov 2026 06:11:55 OS: {OS}\n'
                           f'Last-Modified: Sun Nov 22 06:11:47 2026\nContent-Length: {len(body)}\n'
                           f'Content-Type: text/text\n'.encode())
        connection.sendall(body)


class Padded(Client):
    name = 'padded messages'

    def ask(self, message):
        return super().ask(message.ljust(PAD, '!'))

    def receive(self, connection):
        answer = receive_once(connection, 1024)
        # Without padding in the answer its loop cuts the last character off, which must be no more than a line end.
        return answer.split('!')[0] if '!' in answer else answer[:-1]

    def fields(self, title=None, host='HOST'):
        return f'{host}: {self.host}\nPort: {self.port}\n' + (f'Title: {title}' if title else '')

    def add(self, number, title):
        assert ' 200 OK' in self.ask(f'ADD RFC {number} P2P-CI/1.0\n{self.fields(title)}')

    def lookup(self, number, title):
        answer = self.ask(f'LOOKUP RFC {number} P2P-CI/1.0\n{self.fields(title, "Host")}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def list(self):
        answer = self.ask(f'LIST ALL P2P-CI/1.0\n{self.fields()}')
        return [] if ' 404 ' in answer else self.rows_of(answer)

    def leave(self):
        assert ' 200 OK' in self.ask(f'DEL PEER P2P-CI/1.0\n{self.fields()}')
        self.close()

    def get(self, number, title, host, port):
        with self.connect(port, host) as connection:
            connection.sendall(f'GET RFC {number} P2P-CI/1.0\nHost: {host}\nOS: Linux 6.1.0'.encode())
            text = receive_all(connection)
            # It keeps the head in the file.
            head, body = text.split(b'\r\n\r\n', 1)
            return body if b' 200 OK' in head else None

    @staticmethod
    def upload(connection, folder):
        body = folder.get(int(connection.recv(1024).decode().split(' ')[2]))
        if body is not None:
            connection.sendall(f'P2P-CI/1.0 200 OK\nDate: Sun, 22 Nov 2026 06:14:16GMT\n\nOS: Linux 6.1.0\n'
                               f'Last-Modified: Sun, 22 Nov 2026 06:14:08 GMT\n\nContent-Length: {len(body)}\n'
                               f'Content-Type: text/text\n'.encode())
            connection.sendall(body)


CLIENTS = [Original, OneWordList, TightColon, OldVersionWord, CrlfOpen, Padded]


class Index:
    """What the indexes have in common: records, and one message a recv()."""

    name = ''
    has_remove = False

    def __init__(self):
        self.records = []  # (number, title, host, port), as it understood them
        self.log = []

    def serve(self, connection):
        while data := connection.recv(4096).decode():
            self.log.append(data)
            answer = self.answer(data)
            if answer is None:
                return
            connection.sendall(answer.encode())

    def row(self, record):
        number, title, host, port = record
        return f'RFC {number} {title} {host} {port}'

    def drop(self, host, port=None):
        self.records = [record for record in self.records if record[2] != host or (port and record[3] != port)]


class OriginalIndex(Index):
    """It splits at blanks, so that the one before a header counts; and it reads once a connection."""

    name = 'the original'
    has_remove = True

    def serve(self, connection):
        data = connection.recv(1024).decode()
        self.log.append(data)
        connection.sendall(self.answer(data.split(' ')).encode())
        connection.recv(1)

    def answer(self, words):
        word = [part.strip('\n') for part in words]
        if word[0] == 'START':
            assert word[2] == 'Host:' and word[4] == 'Port:', word
            return 'P2P-CI/1.0 200 OK \nPeer added to list \n'
        if word[0] == 'END':
            return 'P2P-CI/1.0 200 OK \nPeer removed from list \n' if self.drop(word[3], word[5]) is None else ''
        if word[0] == 'LIST':
            rows = ''.join(self.row(record) + '\n' for record in self.records)
            return 'P2P-CI/1.0 200 OK\n' + rows if rows else 'P2P-CI/1.0404 Not Found\n'
        if word[0] == 'ADD':
            record = (word[2], ' '.join(word[9:]), word[5], word[7])
            self.records.append(record)
            return f'P2P-CI/1.0 200 OK \n{self.row(record)}\n'
        if word[0] in ('LOOKUP', 'REMOVE'):
            found = [record for record in self.records if record[0] == word[2]]
            if not found:
                return 'P2P-CI/1.0 404 Not Found\n'
            if word[0] == 'LOOKUP':
                return ''.join(self.row(record) + '\n' for record in found)
            self.records.remove(next(record for record in found if record[2:] == (word[5], word[7])))
            return 'P2P-CI/1.0200 OK\nRFC entry found and deleted \n'
        return 'P2P-CI/1.0 400 BAD REQUEST \n'


class OneWordListIndex(Index):
    """It splits as a shell does, answers in words, and reads once a connection."""

    name = 'numbers without RFC'
    has_remove = True

    def serve(self, connection):
        data = connection.recv(1024).decode()
        self.log.append(data)
        connection.sendall(self.answer(shlex.split(data)).encode())
        connection.recv(1)

    def answer(self, words):
        if words[0] == 'REGISTER':
            return 'Thank you for registering'
        if words[0] == 'EXIT':
            self.drop(words[3])
            return 'Bye'
        if words[0] == 'LISTALL':
            rows = ''.join(f'{record[0]} {record[1]} {record[2]} {record[3]}\n' for record in self.records)
            return f'P2P-CI/1.0 200 OK\n{rows}' if rows else 'P2P-CI/1.0 404 BAD REQUEST\n'
        if words[0] == 'LOOKUP':
            found = [record for record in self.records if int(record[0]) == int(words[1])]
            if not found:
                return 'P2P-CI/1.0 404 FILE NOT FOUND\n'
            return 'P2P-CI/1.0 200 OK\n' + ''.join(f'{" ".join(record)}\n' for record in found)
        if words[0] == 'ADD':
            # The published one keeps the first word of a title, and its own count instead of the port.
            self.records.append((words[1], words[8], words[4], words[6]))
            return f'P2P-CI/1.0 200 OK\nRFC {words[1]}  {" ".join(words[8:])} {words[4]} {words[6]}'
        if words[0] == 'REMOVE':
            self.records = [record for record in self.records if record[0] != words[1] or record[2] != words[4]]
            return 'Done'
        return ''


class TightColonIndex(Index):
    name = 'colons without a blank'

    def serve(self, connection):
        text = ''
        while True:
            while '\r\n\r\n' not in text:
                piece = connection.recv(2048).decode()
                if not piece:
                    return
                text += piece
            message, text = text.split('\r\n\r\n', 1)
            self.log.append(message)
            lines = message.split('\r\n')
            words, host = lines[0].split(), lines[1].split(':')[1].strip()
            if words[0] == 'DISCONNECT':
                self.drop(host)
                return
            connection.sendall(self.answer(words, host, lines).encode())

    def answer(self, words, host, lines):
        if words[0] == 'ADD':
            record = (words[2], lines[3].split(':')[1].strip(), host, lines[2].split(':')[1].strip())
            self.records.append(record)
            return f'{words[3]} 200 OK\r\n{self.row(record)}\r\n\r\n'
        if words[0] == 'LIST':
            return 'P2P-CI/1.0 200 OK\r\n' + ''.join(f'{" ".join(record)}\r\n' for record in self.records) + '\r\n'
        if words[0] == 'LOOKUP':
            found = [record for record in self.records if record[0] == words[2]]
            if not found:
                return 'P2P-CI/1.0 404 Not Found\r\n\r\n'
            return 'P2P-CI/1.0 200 OK\r\n' + ''.join(f'{self.row(record)}\r\n' for record in found) + '\r\n'
        return '400 Bad Request\r\n\r\n'


class OldVersionWordIndex(Index):
    name = 'an older word for the version'

    def serve(self, connection):
        before = list(self.records)
        try:
            super().serve(connection)
        finally:
            self.records = [record for record in self.records if record in before or record[0] == '125']

    def answer(self, data):
        lines = data.split('\n')
        words = lines[0].split(' ')
        host, port = lines[1].split(' ')[-1], lines[2].split(' ')[-1]
        version = words[2] if words[0] == 'LIST' else words[3]
        status = '200 OK' if version == 'P2P-CI-v1.0.0' else '505 P2P-CI Version Not Supported'
        rows = []
        if words[0] == 'ADD':
            rows = [(words[2], lines[3][7:], host, port)]
            if status == '200 OK':
                self.records += rows
        elif status == '200 OK' and words[0] == 'LOOKUP':
            rows = [record for record in self.records if record[:2] == (words[2], lines[3][7:])]
            status = status if rows else '404 Not Found'
        elif status == '200 OK' and words[0] == 'LIST':
            rows = self.records
        return f'{version} {status}\n' + ''.join(f'{self.row(record)}\n' for record in rows)


class CrlfOpenIndex(Index):
    """It takes all that follows for the title, and eats the letters of "Port:" from the end of a host's name."""

    name = 'CRLF without an end'

    def answer(self, data):
        if data.split('\r')[0][-3:] != '1.0':
            raise ConnectionAbortedError('505 and a close, in one')
        fields = data.split(' ')
        if fields[0] in ('ADD', 'LOOKUP'):
            title = ' '.join(fields[6:])
        if fields[0] == 'ADD':
            record = (fields[2], title, fields[4].rstrip('\r\nPort:'), fields[5].rstrip('\r\nTitle:'))
            if record in self.records:
                return 'P2P-CI/1.0 400 Bad Request\r\nRFC already exists under your registration\n'
            self.records.append(record)
            return f'P2P-CI/1.0 200 OK\r\n{self.row(record)}'
        if fields[0] == 'LOOKUP':
            found = [record for record in self.records if record[:2] == (fields[2], title)]
            return ('P2P-CI/1.0 200 OK\n' + ''.join(f'{self.row(record)}\n' for record in found) if found
                    else 'P2P-CI/1.0 404 Not Found\n')
        if fields[0] == 'LIST':
            rows = ''.join(f'{self.row(record)}\n' for record in self.records)
            return f'P2P-CI/1.0 200 OK\n{rows}' if rows else 'P2P-CI/1.0 404 Not Found\n'
        if fields[0] == 'LEAVE':
            self.drop(fields[2].rstrip('\r\nPort:'))
            return 'bye!'
        return ''

    def serve(self, connection):
        try:
            super().serve(connection)
        except ConnectionAbortedError:
            connection.sendall(b'505 P2P-CI Version Not Supported')


class PaddedIndex(Index):
    """It fills its answers up, cuts the padding off what it reads (or one character, when there is none), and answers
    nothing to a word that it does not know. It never finds anything, and then says 200."""

    name = 'padded messages'

    def answer(self, data):
        words = (data.split('!')[0] if '!' in data else data[:-1]).split()
        if words[0] == 'ADD':
            record = (words[2], ' '.join(words[9:]), words[5], words[7])
            self.records.append(record)
            return f'P2P-CI/1.0 200 OK\n{self.row(record)}'.ljust(PAD, '!')
        if words[0] == 'LOOKUP':
            return 'P2P-CI/1.0 200 OK\n'.ljust(PAD, '!')
        if words[0] == 'LIST':
            rows = ''.join(f'{self.row(record)}\n' for record in self.records)
            return (f'P2P-CI/1.0 200 OK \n{rows}' if rows else 'P2P-CI/1.0 404 NOT FOUND').ljust(PAD, '!')
        if words[0] == 'DEL':
            self.drop(words[4])
            return 'P2P-CI/1.0 200 OK \n'.ljust(PAD, '!')
        return ''


INDEXES = [OriginalIndex, OneWordListIndex, TightColonIndex, OldVersionWordIndex, CrlfOpenIndex, PaddedIndex]


class Server:
    """A listener that gives every connection to a function of its own thread."""

    def __init__(self, serve, *arguments):
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.serve, self.arguments = serve, arguments
        self.connections = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.settimeout(60)
                self.connections.append(connection)
                threading.Thread(target=self.run, args=(connection,), daemon=True).start()

    def run(self, connection):
        # A program's own mistakes end its thread, and the connection with it.
        with connection, contextlib.suppress(OSError, IndexError, ValueError, AttributeError, AssertionError, UnicodeError):
            self.serve(connection, *self.arguments)

    def close(self):
        self.listener.close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
