#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads through faults of the machine, with the real programs: test-download-faults.py SERVER PEER

Killed at every call that touches the file; a disk that fills at each of them; several programs at once on one folder; a
network that falls silent in the middle. Under a final name is the whole, right document, or nothing.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

from drive import PATIENCE_SECONDS, SAMPLES, Steps, World, digest, equal, wait_until
from speak import IndexClient

NUMBER = 90001
LARGE_BYTES = 1_500_000
FILE_CALLS = ['openat', 'flock', 'pread64', 'fallocate', 'pwrite64', 'ftruncate', 'fsync', 'renameat2', 'linkat', 'unlinkat',
              'fstatfs', 'newfstatat']


def large(path, number=NUMBER, n_bytes=LARGE_BYTES):
    """A document that takes many writes."""
    text = [f'Network Working Group{"A. Nonymous":>51}\nRequest for Comments: {number}{"March 1997":>45}\n'
            f'Category: Informational\n\n\n{"A Made-Up Large Document":^72}\n\nAbstract\n\n   Made up for a test.\n\n']
    text += [f'   Line {line:>8} of a document that nobody has written.    \n' for line in range(n_bytes // 60)]
    path.write_text(''.join(text))


def main():
    step = Steps(are_independent=True)
    world = World(sys.argv[1], sys.argv[2])
    server, (port,) = world.start_server('127.0.0.1:0')
    place = f'127.0.0.1:{port}'
    source = world.folder('source')
    subprocess.run(['sh', str(SAMPLES), str(source), '40', str(NUMBER + 1)], check=True)
    large(source / f'rfc{NUMBER}.txt')
    texts = {int(re.search(r'\d+', path.name).group()): path for path in source.glob('rfc*.txt')}
    world.start_peer('juno', source, port)
    index = IndexClient(port)
    wait_until(lambda: len({record.number for record in index.records()}) == len(texts), 'everything is shared')
    wanted = digest(texts[NUMBER])

    def command(folder, *numbers):
        return [str(world.peer_program), '--server', place, '--folder', str(folder), 'get', *map(str, numbers)]

    def get_with_fault(folder, inject):
        return subprocess.run(['strace', '-f', '-qq', '-o', '/dev/null', '-e', f'trace={inject.split(":")[0]}', '-e', f'inject={inject}',
                               *command(folder, NUMBER)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
                              env=world.environment(world.folder('mira')))

    def check(folder, what):
        """Whole and right, or not there; the rest is hidden."""
        names = {path.name for path in folder.iterdir()}
        equal({name for name in names if not name.startswith('.')} - {f'rfc{NUMBER}.txt'}, set(), what)
        if f'rfc{NUMBER}.txt' in names:
            equal(digest(folder / f'rfc{NUMBER}.txt'), wanted, what)
        return f'rfc{NUMBER}.txt' in names

    def finish(folder, what):
        done = subprocess.run(command(folder, NUMBER), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE_SECONDS, env=world.environment(world.folder('mira')))
        equal(done.returncode, 0, f'{what}: {done.stderr}')
        equal(check(folder, what), True, what)

    def strace_or_skip():
        """Tracing may be forbidden where it is installed."""
        if not shutil.which('strace'):
            return 'strace is not installed'
        tried = subprocess.run(['strace', '-qq', '-o', '/dev/null', '-e', 'trace=none', 'true'], capture_output=True, text=True)
        return f'strace cannot trace here: {tried.stderr.strip()}' if tried.returncode != 0 else None

    no_strace = strace_or_skip()

    @step('killed at every call that touches a file' + (f' # SKIP {no_strace}' if no_strace else ''))
    def _():
        if no_strace:
            return
        n_killed = n_whole = n_resumed = 0
        for call in FILE_CALLS:
            folder = world.folder(f'killed-{call}')
            nth, n_step = 1, 1
            while True:
                done = get_with_fault(folder, f'{call}:signal=KILL:when={nth}')
                there = check(folder, f'killed at {call} {nth}')
                if done.returncode == 0:
                    break
                equal(done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), True, f'{call} {nth}: {done.returncode} {done.stderr}')
                n_killed += 1
                n_whole += there
                n_resumed += any(path.name.endswith('.part') and path.stat().st_size > 0 for path in folder.iterdir())
                finish(folder, f'after {call} {nth}')
                equal([path.name for path in folder.iterdir()], [f'rfc{NUMBER}.txt'], f'after {call} {nth}')
                (folder / f'rfc{NUMBER}.txt').unlink()
                # The many that load the program are all alike: not each of them is tried.
                n_step = n_step + 1 if call in ('openat', 'pread64', 'newfstatat', 'pwrite64') and nth > 6 else 1
                nth += n_step
        print(f'# killed {n_killed} times; {n_whole} times the document was there already, {n_resumed} times a part of it')
        equal(n_killed > 15 and n_resumed > 3, True, f'{n_killed} kills, {n_resumed} parts')

    @step('a disk that fills at every call that takes space' + (f' # SKIP {no_strace}' if no_strace else ''))
    def _():
        if no_strace:
            return
        n_full = 0
        for call in ['fallocate', 'pwrite64', 'fsync', 'renameat2', 'linkat']:
            folder = world.folder(f'full-{call}')
            for nth in range(1, 40, 3 if call == 'pwrite64' else 1):
                done = get_with_fault(folder, f'{call}:error=ENOSPC:when={nth}+')
                there = check(folder, f'{call} {nth}')
                if done.returncode == 0:
                    equal(there, True, f'{call} {nth}')
                    break
                n_full += 1
                equal(there and call != 'fsync', False, f'{call} {nth}')
                equal('Not enough space in ' in done.stderr or 'There is no space left in' in done.stderr, True, f'{call} {nth}: {done.stderr}')
                finish(folder, f'after {call} {nth}')
                (folder / f'rfc{NUMBER}.txt').unlink()
        print(f'# {n_full} times full')
        equal(n_full >= 4, True, f'{n_full} times full')

    @step('an interrupted get goes on with the next one')
    def _():
        folder = world.folder('interrupted')
        hidden = folder / f'.rfc{NUMBER}.txt.{wanted}.part'
        hidden.write_bytes(texts[NUMBER].read_bytes()[:LARGE_BYTES // 2])
        finish(folder, 'a part of it')
        equal([path.name for path in folder.iterdir()], [f'rfc{NUMBER}.txt'], 'nothing else')

    @step('share, add and three gets at once on one folder')
    def _():
        folder = world.folder('shared-by-many')
        world.start_peer('nora', folder, port)
        environment = world.environment(world.folder('nora-2'))
        half = sorted(texts)[::2]
        gets = [subprocess.Popen(command(folder, *numbers), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, env=environment)
                for numbers in (sorted(texts), sorted(texts, reverse=True), half)]
        add = subprocess.run([str(world.peer_program), '--folder', str(folder), 'add', *[str(texts[number]) for number in half]],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS, env=environment)
        for process in gets:
            _, errors = process.communicate(timeout=PATIENCE_SECONDS)
            equal((process.returncode, errors), (0, ''), 'get')
        equal(add.returncode, 0, f'add: {add.stderr}')
        equal(sorted(path.name for path in folder.iterdir() if not path.name.startswith('.p2p')),
              sorted(path.name for path in texts.values()), 'each once, and nothing else')
        for path in texts.values():
            equal(digest(folder / path.name), digest(path), path.name)
        wait_until(lambda: all(sum(record.number == number for record in index.records()) == 2 for number in texts),
                   'both peers share each of them once')

    silent = None
    if os.geteuid() != 0:
        silent = 'only root can make a network and cut it'
    elif not shutil.which('ip') or not shutil.which('tc'):
        silent = 'ip and tc are not installed'

    @step('a network that falls silent in the middle' + (f' # SKIP {silent}' if silent else ''))
    def _():
        if silent:
            return
        space = f'p2pci{os.getpid()}'
        ours, theirs = f'p{os.getpid()}a', f'p{os.getpid()}b'
        net = f'10.{os.getpid() // 256 % 256}.{os.getpid() % 256}'

        def ip(*words, check=True):
            return subprocess.run(['ip', *words], capture_output=True, text=True, check=check)

        try:
            try:
                ip('netns', 'add', space)
                ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs)
                ip('link', 'set', theirs, 'netns', space)
                ip('addr', 'add', f'{net}.1/24', 'dev', ours)
                ip('link', 'set', ours, 'up')
                ip('-n', space, 'addr', 'add', f'{net}.2/24', 'dev', theirs)
                ip('-n', space, 'link', 'set', theirs, 'up')
                ip('-n', space, 'link', 'set', 'lo', 'up')
                subprocess.run(['ip', 'netns', 'exec', space, 'tc', 'qdisc', 'add', 'dev', theirs, 'root', 'tbf', 'rate', '2mbit',
                                'burst', '16kb', 'latency', '400ms'], capture_output=True, text=True, check=True)
            except subprocess.CalledProcessError as error:
                print(f'# no network of one\'s own can be made here, so nothing was cut: {error.stderr.strip()}')
                return

            net_server = world.start('p2p-ci-server', [world.server_program, '--listen', f'{net}.1:0'],
                                     env=world.environment(world.folder('net-server')))
            net_port = int(net_server.wait_for_line(r'^Started listening on IP \S+\s+Port : (\d+)').group(1))
            only = world.folder('net-source')
            shutil.copy(texts[NUMBER], only)
            world.start('far', ['ip', 'netns', 'exec', space, world.peer_program, 'share', '--server', f'{net}.1:{net_port}', only],
                        env=world.environment(world.folder('far')))

            def lookup():
                return world.run_peer('asker', '--server', f'{net}.1:{net_port}', 'lookup', NUMBER, check=False).stdout.count(net)

            wait_until(lambda: lookup() == 1, 'the far peer shares')
            folder = world.folder('net-library')
            begun = time.monotonic()
            get = world.start('get', [world.peer_program, '--server', f'{net}.1:{net_port}', '--folder', folder, 'get', NUMBER],
                              env=world.environment(world.folder('net-mira')))
            part = folder / f'.rfc{NUMBER}.txt.{wanted}.part'
            wait_until(lambda: part.exists() and part.stat().st_size > 100_000, 'a part has come')
            ip('-n', space, 'link', 'set', theirs, 'down')
            cut = time.monotonic()
            size = part.stat().st_size
            equal(size < LARGE_BYTES, True, 'it was cut in the middle')
            world.start('near', [world.peer_program, 'share', '--server', f'{net}.1:{net_port}', only],
                        env=world.environment(world.folder('near')))
            wait_until(lambda: get.popen.poll() is not None, 'the get ends', 120)
            equal(get.popen.returncode, 0, f'{get.lines}')
            equal(digest(folder / f'rfc{NUMBER}.txt'), wanted, 'the document')
            equal([path.name for path in folder.iterdir()], [f'rfc{NUMBER}.txt'], 'nothing else')
            print(f'# cut at {size} bytes after {cut - begun:.1f} s; whole {time.monotonic() - cut:.1f} s after the cut')
        finally:
            ip('link', 'del', ours, check=False)
            ip('netns', 'del', space, check=False)

    with world:
        return step.run()


if __name__ == '__main__':
    sys.exit(main())
