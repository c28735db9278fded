#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal peer as a service of a user's own, under a real systemd; run by booted-systemd.sh inside of what it booted."""

import json
import pathlib
import pwd
import subprocess
import sys

from drive import Steps, equal, wait_until

SERVICE = 'p2p-ci-share.service'
USER = 'sharer'


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    if check and done.returncode != 0:
        raise AssertionError(f'{" ".join(command)}: {done.returncode}, {done.stdout}{done.stderr}')
    return done.stdout.strip()


def as_user(*command, check=True):
    user = pwd.getpwnam(USER)
    return run('runuser', '-u', USER, '--', 'env', f'HOME={user.pw_dir}', f'XDG_RUNTIME_DIR=/run/user/{user.pw_uid}',
               *command, check=check)


def systemctl(*arguments):
    return as_user('systemctl', '--user', *arguments)


def show(name):
    return systemctl('show', '--value', '-p', name, SERVICE)


def rows():
    return json.loads(run('p2p-ci', 'list', '--json', '--server', '127.0.0.1'))


def write_document(path, number, title):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'\n\nNetwork Working Group      T. Tester\nRequest for Comments: {number}\n\n\n'
                    f'                    {title}\n\nStatus of this Memo\n')


def main():
    step = Steps()

    @step('a user, an index, and two folders with a document each')
    def _():
        run('useradd', '--create-home', '--shell', '/bin/sh', USER)
        home = pathlib.Path(pwd.getpwnam(USER).pw_dir)
        write_document(home / 'library' / 'rfc5.txt', 5, 'Tides')
        write_document(home / 'archive' / 'old' / 'rfc6.txt', 6, 'Moons')
        settings = home / '.config' / 'p2p-ci' / 'share.conf'
        settings.parent.mkdir(parents=True)
        settings.write_text(f'P2P_CI_SERVER=127.0.0.1:5555\nP2P_CI_FOLDERS={home}/library {home}/archive\n')
        run('chown', '-R', f'{USER}:', str(home))
        run('systemctl', 'start', 'p2p-ci.socket')
        run('systemctl', 'start', f'user@{pwd.getpwnam(USER).pw_uid}.service')

    @step('systemctl --user enable --now p2p-ci-share shares them, and is ready only then')
    def _():
        systemctl('enable', '--now', SERVICE)
        equal(show('ActiveState'), 'active', 'state')
        equal(show('SubState'), 'running', 'state')
        wait_until(lambda: [row['number'] for row in rows()] == [5, 6], 'both documents are in the index')

    @step('its status tells what is shared')
    def _():
        wait_until(lambda: show('StatusText').startswith('2 documents.'), 'the status')

    @step('a document is fetched from it, closed as it is')
    def _():
        run('p2p-ci', 'get', '--server', '127.0.0.1', '--output', '/tmp/five.txt', '5')
        equal('Tides' in pathlib.Path('/tmp/five.txt').read_text(), True, 'the text')
        status = pathlib.Path(f'/proc/{show("MainPID")}/status').read_text()
        equal('NoNewPrivs:\t1' in status, True, 'no new privileges')
        equal('Seccomp:\t2' in status, True, 'system calls are filtered')

    @step('stopping it leaves the index, and is no failure')
    def _():
        systemctl('stop', SERVICE)
        equal(show('Result'), 'success', 'result')
        equal(show('ExecMainStatus'), '0', 'exit status')
        equal(rows(), [], 'what the index lists')

    @step('a wrong address is told, and not tried again')
    def _():
        home = pathlib.Path(pwd.getpwnam(USER).pw_dir)
        settings = home / '.config' / 'p2p-ci' / 'share.conf'
        settings.write_text('P2P_CI_SERVER=here:99999\n')
        as_user('systemctl', '--user', 'start', SERVICE, check=False)
        wait_until(lambda: show('ActiveState') == 'failed', 'it has failed')
        equal(show('ExecMainStatus'), '2', 'exit status')
        equal(show('NRestarts'), '0', 'restarts')

    return step.run()


sys.exit(main())
