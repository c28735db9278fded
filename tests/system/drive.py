# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the real programs as processes, documents, and TAP.

Nothing here sleeps for a guess: wait_until() asks again and again until a thing is true, and its patience only ends
what would hang.
"""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

PATIENCE_SECONDS = 90
SAMPLES = pathlib.Path(__file__).parents[2] / 'data' / 'sample-documents.sh'


def wait_until(condition, what, patience=PATIENCE_SECONDS):
    """Returns the first true value of condition()."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f'this did not come true: {what}')
        time.sleep(0.02)


def equal(found, expected, what=''):
    if found != expected:
        raise AssertionError(f'{what}: found {shorten(found)}, expected {shorten(expected)}')


def shorten(value):
    text = repr(value)
    return text if len(text) < 600 else text[:300] + ' ... ' + text[-300:]


class Steps:
    """The steps of one story, each a TAP test. When one fails the rest cannot be told apart from it and are not run,
    unless they are no story but each on its own."""

    def __init__(self, are_independent=False):
        self.steps = []
        self.are_independent = are_independent

    def __call__(self, name):
        def add(function):
            self.steps.append((name, function))
            return function
        return add

    def run(self):
        print(f'1..{len(self.steps)}', flush=True)
        failed = None
        for number, (name, function) in enumerate(self.steps, 1):
            if failed and not self.are_independent:
                print(f'not ok {number} {name}\n# not reached: "{failed}" failed', flush=True)
                continue
            start = time.monotonic()
            try:
                function()
                print(f'ok {number} {name}\n# {time.monotonic() - start:.1f} s', flush=True)
            except Exception:
                failed = name
                print(f'not ok {number} {name}', flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f'# {line}', flush=True)
        return 1 if failed else 0


class Process:
    """A program with its output collected line by line."""

    def __init__(self, name, command, **options):
        self.name = name
        self.lines = []
        self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, errors='replace', **options)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.popen.stdout:
            self.lines.append(line.rstrip('\n'))

    def has_line(self, pattern):
        return next((match for line in list(self.lines) if (match := re.search(pattern, line))), None)

    def wait_for_line(self, pattern):
        def look():
            match = self.has_line(pattern)
            if not match and self.popen.poll() is not None:
                self.reader.join()
                if not self.has_line(pattern):
                    raise AssertionError(f'{self.name} ended with {self.popen.returncode}: {self.lines[-20:]}')
            return match
        return wait_until(look, f'{self.name} prints {pattern}; so far {self.lines[-20:]}')

    def stop(self, with_signal=signal.SIGINT):
        """Asks it to end and returns its exit status."""
        if self.popen.poll() is None:
            self.popen.send_signal(with_signal)
        try:
            status = self.popen.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            raise AssertionError(f'{self.name} did not end') from None
        self.reader.join()
        return status

    def is_running(self):
        return self.popen.poll() is None


class World:
    """A private folder for everything, and the programs that run in it. Use with "with"."""

    def __init__(self, server_program, peer_program):
        self.server_program = server_program
        self.peer_program = peer_program
        self.top = pathlib.Path(tempfile.mkdtemp(prefix='p2p-ci-test-'))
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.is_running():
                process.popen.kill()
                process.popen.wait()
        shutil.rmtree(self.top, ignore_errors=True)

    def folder(self, name):
        folder = self.top / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def environment(self, home):
        """Nothing of the user's is read or written: every peer has a home of its own."""
        environment = dict(os.environ)
        environment.update(HOME=str(home), XDG_CONFIG_HOME=str(home / '.config'), XDG_DATA_HOME=str(home / '.local/share'),
                           XDG_STATE_HOME=str(home / '.local/state'), XDG_CACHE_HOME=str(home / '.cache'),
                           XDG_RUNTIME_DIR=str(self.folder(home.name + '-run')), LC_ALL='C.UTF-8')
        environment.pop('DBUS_SESSION_BUS_ADDRESS', None)
        return environment

    def start(self, name, command, **options):
        process = Process(name, [str(word) for word in command], **options)
        self.processes.append(process)
        return process

    def start_server(self, *addresses):
        """The index by hand on these addresses; the server and the ports that it got, in order."""
        options = [option for address in addresses for option in ('--listen', address)]
        server = self.start('p2p-ci-server', [self.server_program, *options], env=self.environment(self.folder('server')))
        pattern = r'^Started listening on IP (\S+)\s+Port : (\d+)'
        wait_until(lambda: server.wait_for_line(pattern) and
                   sum(bool(re.search(pattern, line)) for line in list(server.lines)) >= len(addresses),
                   'the server listens on every address')
        ports = [int(match.group(2)) for line in list(server.lines) if (match := re.search(pattern, line))]
        return server, ports

    def start_peer(self, name, folder, port, *options):
        """p2p-ci share, as a peer of this name with a home of its own."""
        return self.start(name, [self.peer_program, 'share', '--server', f'127.0.0.1:{port}', *options, folder],
                          env=self.environment(self.folder(name)))

    def run_peer(self, name, *words, check=True):
        """One command of p2p-ci, as the peer of this name; its completed process."""
        done = subprocess.run([str(self.peer_program), *[str(word) for word in words]], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE_SECONDS * 2,
                              env=self.environment(self.folder(name)))
        if check and done.returncode != 0:
            raise AssertionError(f'p2p-ci {" ".join(map(str, words[:4]))}: exit status {done.returncode}\n'
                                 f'{done.stdout[-1500:]}\n{done.stderr[-1500:]}')
        return done


def wait_for_port(port):
    def connects():
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
            return True
        return False
    wait_until(connects, f'port {port} answers')


def documents(folder):
    """The documents to share: the real texts where P2PCI_CORPUS has them, else a synthetic set made in @folder."""
    corpus = os.environ.get('P2PCI_CORPUS')
    source = pathlib.Path(corpus) / 'rfcs' if corpus else None
    if source is None or not source.is_dir():
        print('# no corpus here: a synthetic set of documents instead', flush=True)
        subprocess.run(['sh', str(SAMPLES), str(folder), '60'], check=True)
        source = folder
    found = {int(re.search(r'(\d+)', path.name).group(1)): path for path in source.glob('rfc*.txt')}
    print(f'# {len(found)} documents', flush=True)
    return dict(sorted(found.items()))


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def need(condition, reason):
    """Skips the whole program, visibly, when the condition is false."""
    if not condition:
        print(f'1..0 # SKIP {reason}', flush=True)
        sys.exit(0)
