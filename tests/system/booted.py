#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed service under a real systemd; run by booted-systemd.sh inside of what it booted."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

from booted_service import SERVICE, SOCKET, main_pid, run, show
from drive import Steps, equal, wait_until
from speak import ClassicPeer, IndexClient


def configuration_file():
    return pathlib.Path(re.search(r'--config=(\S+)', run('systemctl', 'cat', SERVICE)).group(1))


def reload():
    """Reloads, and waits until the index has taken the file over: it is told by a signal."""
    def count():
        return sum(entry['MESSAGE'].startswith('Read the configuration anew') for entry in journal())
    before = count()
    run('systemctl', 'reload', SERVICE)
    wait_until(lambda: count() > before, 'the configuration is read anew')


def journal(*matches):
    run('journalctl', '--sync', check=False)
    return [json.loads(line) for line in run('journalctl', '-o', 'json', '-u', SERVICE, *matches).splitlines()]


def control_group(pid, controller, file, old_file):
    """What a limit really is; cgroup v2 has one tree, v1 one for each controller."""
    for line in pathlib.Path(f'/proc/{pid}/cgroup').read_text().splitlines():
        _, names, path = line.split(':', 2)
        if names == '' and pathlib.Path(f'/sys/fs/cgroup{path}/{file}').exists():
            return pathlib.Path(f'/sys/fs/cgroup{path}/{file}').read_text().strip()
        if controller in names.split(','):
            return pathlib.Path(f'/sys/fs/cgroup/{controller}{path}/{old_file}').read_text().strip()
    raise AssertionError(f'{controller} has no limits')


def probe():
    """What probe.py finds behind the directives of the service, which may run nothing but it instead of the server."""
    python = os.path.realpath(sys.executable)
    units = pathlib.Path('/run/systemd/system')
    service = pathlib.Path(show(SERVICE, 'FragmentPath')).read_text()
    (units / 'p2p-ci-probe.service').write_text(service + f"""
[Unit]
Requires=p2p-ci-probe.socket
[Service]
Type=simple
NotifyAccess=none
FileDescriptorStoreMax=0
WatchdogSec=0
ExecStart=
ExecStart={python} -B /usr/lib/p2p-ci-test/probe.py
ExecPaths={python}
""".replace('Requires=p2p-ci.socket', ''))
    (units / 'p2p-ci-probe.socket').write_text('[Socket]\nListenStream=7800\nBindIPv6Only=both\n')
    run('systemctl', 'daemon-reload')
    run('systemctl', 'start', 'p2p-ci-probe.socket')
    with socket.create_server(('::1', 7802), family=socket.AF_INET6), \
            socket.create_connection(('127.0.0.1', 7800), 30) as connection:
        found = json.load(connection.makefile())
    run('systemctl', 'stop', 'p2p-ci-probe.socket', 'p2p-ci-probe.service')
    return found


def lines(answer):
    return [line.rstrip() for line in answer.splitlines()]


def ping():
    with IndexClient(5555) as index:
        equal(index.ask('PING').code, 200, 'PING')


def is_answered():
    """False when the server went away before it answered; being refused is an error."""
    try:
        ping()
    except ConnectionRefusedError:
        raise
    except (OSError, ValueError):
        return False
    return True


def main():
    step = Steps()
    peers = {}

    @step('systemctl enable --now p2p-ci.socket listens, and starts nothing yet')
    def _():
        run('systemctl', 'enable', '--now', SOCKET)
        equal(run('systemctl', 'is-enabled', SOCKET), 'enabled')
        equal(show(SOCKET, 'ActiveState'), 'active', 'socket')
        equal(show(SERVICE, 'ActiveState'), 'inactive', 'service')
        listening = show(SOCKET, 'Listen')
        for port in (5555, 7734):
            if f':{port} (Stream)' not in listening:
                raise AssertionError(f'{port} is not in {listening}')

    @step('the first connection starts the service')
    def _():
        ping()
        equal(show(SERVICE, 'ActiveState'), 'active', 'service')

    @step('it answers IPv4 and IPv6 on both ports')
    def _():
        for host in ('127.0.0.1', '::1'):
            for port in (5555, 7734):
                with IndexClient(port, host) as index:
                    equal(index.ask('PING').code, 200, f'PING to {host} {port}')

    @step('it runs as a user of its own without any privilege')
    def _():
        status = dict(line.split(':\t', 1) for line in
                      pathlib.Path(f'/proc/{main_pid()}/status').read_text().splitlines() if ':\t' in line)
        uid = int(status['Uid'].split()[0])
        equal(61184 <= uid <= 65519, True, f'uid {uid} is a dynamic one')
        equal({status[name].strip('0') for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')}, {''}, 'capabilities')
        equal(status['NoNewPrivs'], '1', 'NoNewPrivs')
        equal(status['Seccomp'], '2', 'Seccomp')

    @step('it has no network of its own, no home folders and nothing to write to')
    def _():
        pid = main_pid()
        for namespace in ('net', 'mnt', 'user'):
            if os.readlink(f'/proc/{pid}/ns/{namespace}') == os.readlink(f'/proc/self/ns/{namespace}'):
                raise AssertionError(f'it shares the {namespace} namespace')
        equal(list(pathlib.Path(f'/proc/{pid}/root/root').iterdir()), [], 'what it sees of /root')
        mounts = pathlib.Path(f'/proc/{pid}/mounts').read_text().splitlines()
        root = [line.split() for line in mounts if line.split()[1] == '/'][-1]
        equal('ro' in root[3].split(','), True, f'/ is read-only: {root}')

    @step('its limits are in force')
    def _():
        pid = main_pid()
        limits = pathlib.Path(f'/proc/{pid}/limits').read_text()
        equal(re.search(r'^Max open files +(\d+)', limits, re.M)[1], '16384', 'open files')
        equal(re.search(r'^Max core file size +(\d+)', limits, re.M)[1], '0', 'core file')
        equal(control_group(pid, 'memory', 'memory.max', 'memory.limit_in_bytes'), str(512 << 20), 'memory')
        equal(control_group(pid, 'pids', 'pids.max', 'pids.max'), '16', 'tasks')

    @step('whatever stands in its place can neither get out nor look around')
    def _():
        found = probe()
        print(f'# {found}')
        for what in ('IPv4 socket', 'IPv6 socket', 'netlink socket', 'packet socket'):
            equal(found[what], 'EAFNOSUPPORT', what)
        for what in ('connecting anew', 'a ring of requests', 'calling the bus', 'making a disk'):
            equal(found[what], 'EPERM', what)
        for what in ('reading /etc/shadow', 'looking into /root', 'looking into /home', 'running a shell',
                     'running env'):
            equal(found[what], 'EACCES', what)
        for what in ('writing to /usr', 'writing to /var', 'writing to /etc'):
            equal(found[what] in ('EROFS', 'EACCES'), True, f'{what}: {found[what]}')
        equal(found['reading /etc/passwd'], 'done', 'what is no secret can be read, so the rest is no accident')
        own = re.search(r'^Seccomp_filters:\t(\d+)', pathlib.Path(f'/proc/{main_pid()}/status').read_text(), re.M)[1]
        equal(int(own), int(found['filters']) + 1, 'filters: those of the unit, and the program\'s own')
        equal(found['processes'] <= 16, True, f'processes: {found["processes"]}')

    @step('the addresses of peers are theirs, by IPv4, IPv6 and IPv4 in IPv6')
    def _():
        run('ip', 'address', 'add', '192.0.2.7/32', 'dev', 'lo')
        run('ip', 'address', 'add', '2001:db8::7/128', 'dev', 'lo', 'nodad')
        for port, (there, seen) in enumerate([('127.0.0.1', '127.0.0.1'), ('::1', '::1'), ('192.0.2.7', '192.0.2.7'),
                                              ('2001:db8::7', '2001:db8::7'), ('::ffff:192.0.2.7', '192.0.2.7')], 42000):
            with IndexClient(5555, there) as index:
                answer = index.ask('ADD RFC 7', Host='far', Port=port, Title='Seven')
                equal((answer.code, answer.headers['your-address']), (200, seen), f'from {there}')
                with IndexClient(7734, '192.0.2.7') as asker:
                    equal(asker.records()[0].address, seen if seen not in ('127.0.0.1', '::1') else '192.0.2.7',
                          f'as others see it, from {there}')

    @step('a peer of 1.1 comes, its records are there')
    def _():
        index = peers['modern'] = IndexClient(7734)
        answer = index.ask('ADD RFC 2119', Host='juno', Port=41233, Title='Key words')
        equal(answer.code, 200, 'ADD')
        equal(answer.headers['your-address'], '127.0.0.1', 'Your-Address')
        equal(len(answer.headers['session']), 32, 'Session')
        equal(index.ask('ADD RFC 791', Title='Internet Protocol').code, 200, 'ADD')
        equal([(record.number, record.title, record.address, record.port, record.name)
               for record in sorted(index.records())],
              [(791, 'Internet Protocol', '127.0.0.1', 41233, 'juno'), (2119, 'Key words', '127.0.0.1', 41233, 'juno')])

    @step('the original comes by 5555')
    def _():
        classic = peers['classic'] = ClassicPeer(5555, 'hostA')
        row = f'RFC 123 A Proferred Official ICP {{}} {classic.upload_port}'
        equal(lines(classic.start()), ['P2P-CI/1.0 200 OK', 'Peer added to list'])
        equal(lines(classic.add(123, 'A Proferred Official ICP')), ['P2P-CI/1.0 200 OK', row.format('hostA')])
        equal(lines(classic.lookup(123, 'A Proferred Official ICP')), ['P2P-CI/1.0 200 OK', row.format('127.0.0.1')])
        equal(sorted(lines(classic.list(3))),
              sorted(['P2P-CI/1.0 200 OK', row.format('127.0.0.1'), 'RFC 791 Internet Protocol 127.0.0.1 41233',
                      'RFC 2119 Key words 127.0.0.1 41233']))

    @step('systemctl status shows how many there are')
    def _():
        def look():
            status = show(SERVICE, 'StatusText')
            return '2 peers' in status and '3 ' in status
        wait_until(look, f'the status line tells 2 peers and 3 documents; it is {show(SERVICE, "StatusText")!r}', 15)
        print(f'# {show(SERVICE, "StatusText")}')
        if show(SERVICE, 'StatusText') not in run('systemctl', 'status', '--no-pager', SERVICE):
            raise AssertionError('systemctl status does not show it')

    @step('the journal can be asked by method, document, peer and status')
    def _():
        # Of one address a line a second is logged, so one of many gets in.
        numbers = iter(range(5000, 15000))

        def look():
            number = next(numbers)
            peers['modern'].ask(f'ADD RFC {number}', Title='Looked for in the journal')
            peers['modern'].ask(f'REMOVE RFC {number}')
            return journal('P2PCI_METHOD=ADD')
        entry = wait_until(look, 'an ADD is in the journal')[-1]
        equal(entry['P2PCI_STATUS'], '200', 'P2PCI_STATUS')
        equal(entry['P2PCI_PEER'].startswith('127.0.0.1:'), True, entry['P2PCI_PEER'])
        equal(entry['P2PCI_RFC'].isdecimal(), True, entry['P2PCI_RFC'])
        equal(len(entry['MESSAGE_ID']), 32, 'MESSAGE_ID')
        equal(len(journal(f'P2PCI_RFC={entry["P2PCI_RFC"]}', 'P2PCI_STATUS=200')) >= 1, True, 'asked by document')

    @step('a journal that stands still makes nobody wait')
    def _():
        journald = int(run('systemctl', 'show', '--value', '-p', 'MainPID', 'systemd-journald.service'))
        os.kill(journald, signal.SIGSTOP)
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
                filler.setblocking(False)
                filler.connect('/run/systemd/journal/socket')
                with contextlib.suppress(BlockingIOError):
                    while True:
                        filler.send(b'MESSAGE=Filled by the test\n')
            longest = 0
            for _ in range(100):
                start = time.monotonic()
                ping()
                longest = max(longest, time.monotonic() - start)
        finally:
            os.kill(journald, signal.SIGCONT)
        print(f'# longest wait {longest * 1000:.1f} ms')
        wait_until(lambda: journal('MESSAGE_ID=8f3c1b3de0f94c5db7a1c2d15a7c6e04'), 'the lost entries are counted', 30)

    @step('journalctl -x explains')
    def _():
        run('journalctl', '--update-catalog')
        text = run('journalctl', '-x', '-u', SERVICE, 'MESSAGE_ID=8f3c1b3de0f94c5db7a1c2d15a7c6e03')
        equal('The index answers' in text and 'man:p2p-ci-server(8)' in text, True, text)

    @step('REMOVE and END take the records of the original away')
    def _():
        classic = peers['classic']
        equal(lines(classic.remove(123, 'A Proferred Official ICP')), ['P2P-CI/1.0 200 OK', 'RFC entry found and deleted'])
        classic.add(124, 'Another')
        equal(lines(classic.end()), ['P2P-CI/1.0 200 OK', 'Peer removed from list'])
        equal(sorted(record.number for record in peers['modern'].records()), [791, 2119], 'records')

    @step('closing its connection takes the records of a peer of 1.1 away')
    def _():
        with IndexClient(5555) as asker:
            equal(len(asker.records()), 2, 'records before')
            peers.pop('modern').__exit__()
            wait_until(lambda: asker.records() == [], 'the records are gone')

    @step('the installed p2p-ci finds the service on its default port')
    def _():
        if not pathlib.Path('/usr/local/bin/p2p-ci').exists() and not pathlib.Path('/usr/bin/p2p-ci').exists():
            raise AssertionError('p2p-ci is not installed')
        with IndexClient(7734) as index:
            index.ask('ADD RFC 8446', Host='juno', Port=41233, Title='TLS')
            listed = json.loads(run('p2p-ci', 'list', '--json', '--server', 'localhost'))
            equal([row['number'] for row in listed], [8446], 'numbers')

    @step('systemctl reload puts the configuration file in force, and cuts nobody')
    def _():
        file = configuration_file()
        equal('#records-per-peer=16384\n' in file.read_text(), True, 'the installed file has every key as a comment')
        before = main_pid()
        with IndexClient(7734) as index:
            equal(index.ask('ADD RFC 1', Host='juno', Port=41233, Title='One').code, 200, 'ADD')
            file.write_text('[Records]\nrecords-per-peer=1\n')
            reload()
            equal(index.ask('ADD RFC 2', Title='Two').code, 403, 'ADD over the new limit')
            equal(len(index.records()), 1, 'records')
            equal(main_pid(), before, 'the same process')

    @step('a faulty file makes the reload fail, and changes nothing')
    def _():
        file = configuration_file()
        file.write_text('[Records]\nrecord-per-peer=5\nrecords=many\n')
        equal(subprocess.run(['systemctl', 'reload', SERVICE], capture_output=True).returncode != 0, True, 'reload fails')
        equal(show(SERVICE, 'ActiveState'), 'active', 'service')
        wait_until(lambda: 'The configuration is as before, because of 2 faults' in show(SERVICE, 'StatusText'),
                   'the status tells it')
        messages = [entry['MESSAGE'] for entry in journal()]
        for words in (f'{file}:2: There is no key', f'{file}:3: “records” is a number'):
            equal(any(message.startswith(words) for message in messages), True, f'the journal tells {words}')
        with IndexClient(7734) as index:
            equal(index.ask('ADD RFC 1', Host='juno', Port=41233, Title='One').code, 200, 'ADD')
            equal(index.ask('ADD RFC 2', Title='Two').code, 403, 'the limit of before is in force')
        file.write_text('')
        reload()
        equal('configuration' in show(SERVICE, 'StatusText'), False, 'the status no longer tells it')

    @step('without the file all is as it is by itself')
    def _():
        file = configuration_file()
        file.unlink()
        reload()
        run('systemctl', 'restart', SERVICE)
        ping()
        equal(show(SERVICE, 'NRestarts'), '0', 'restarts')

    @step('stopping the service ends its connections and keeps the port')
    def _():
        with IndexClient(5555) as index:
            equal(index.ask('PING').code, 200, 'PING')
            # The socket stays: it would start the service again at the next connection.
            run('systemctl', 'stop', SERVICE)
            equal(index.file.read(1), b'', 'the end of the stream')
        equal(show(SERVICE, 'ActiveState'), 'inactive', 'service')
        equal(show(SERVICE, 'Result'), 'success', 'result')
        equal(show(SOCKET, 'ActiveState'), 'active', 'socket')
        ping()
        equal(show(SERVICE, 'ActiveState'), 'active', 'service again')

    @step('a restart never refuses a connection')
    def _():
        for _ in range(5):
            before = main_pid()
            run('systemctl', 'restart', '--no-block', SERVICE)
            wait_until(lambda: is_answered() and main_pid() not in (0, before), 'another process answers')

    @step('nor does a killed server')
    def _():
        for _ in range(8):
            before = main_pid()
            os.kill(before, signal.SIGKILL)
            wait_until(lambda: is_answered() and main_pid() not in (0, before), 'another process answers')
        equal(show(SOCKET, 'ActiveState'), 'active', 'socket')

    @step('the watchdog replaces a server that hangs')
    def _():
        drop_in = pathlib.Path(f'/run/systemd/system/{SERVICE}.d')
        drop_in.mkdir(parents=True)
        (drop_in / 'watchdog.conf').write_text('[Service]\nWatchdogSec=1s\nTimeoutAbortSec=1s\n')
        run('systemctl', 'daemon-reload')
        run('systemctl', 'restart', SERVICE)
        before = main_pid()
        os.kill(before, signal.SIGSTOP)
        wait_until(lambda: main_pid() not in (0, before) and is_answered(), 'another process answers')

    @step('one client too hasty to speak costs the others nothing')
    def _():
        with IndexClient(5555) as index:
            for message in (b'\0' * 20000, b'GET / HTTP/1.1\r\nHost: x\r\n\r\n', b'A' * 9000):
                with socket.create_connection(('127.0.0.1', 5555), 30) as rude:
                    rude.sendall(message)
                    rude.settimeout(30)
                    answer = rude.recv(1024)
                    if b' 400 ' not in answer and b' 431 ' not in answer and b' 505 ' not in answer:
                        raise AssertionError(f'{message[:10]!r} was answered with {answer!r}')
            equal(index.ask('PING').code, 200, 'PING')

    @step('a flood of bad requests leaves few lines in the journal')
    def _():
        n = int(os.environ.get('P2PCI_FLOOD', '20000'))
        before = len(journal())
        with IndexClient(5555) as index:
            for _ in range(n // 200):
                index.socket.sendall(b'FOO RFC 1 P2P-CI/1.1\r\n\r\n' * 200)
                for _ in range(200):
                    equal(index.receive().code, 400, 'code')
        n_lines = len(journal()) - before
        print(f'# {n} bad requests: {n_lines} lines')
        equal(n_lines <= 200, True, f'{n_lines} lines')

    @step('the units gave no cause for complaint')
    def _():
        run('journalctl', '--sync', check=False)
        complaints = [line for line in run('journalctl', '--no-pager', '_PID=1', '-p', 'warning').splitlines()
                      if 'p2p-ci' in line and 'killed' not in line.lower() and 'watchdog' not in line.lower()
                      and "Failed with result 'signal'" not in line and 'Reload failed' not in line]
        equal(complaints, [], 'complaints')

    @step('systemctl disable --now closes the ports')
    def _():
        run('systemctl', 'disable', '--now', SOCKET)
        run('systemctl', 'stop', SERVICE)
        with socket.socket() as connection:
            equal(connection.connect_ex(('127.0.0.1', 5555)) != 0, True, 'refused')

    return step.run()


sys.exit(main())
