# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in the service's place, behind the same walls, and tries to get out; booted.py starts it instead of the server.
Whoever connects is told what came of it, as JSON."""

import ctypes
import errno
import json
import os
import socket

FIRST_FD = 3
SYS_IO_URING_SETUP = 425


def outcome(function):
    """The name of the error, or "done"."""
    try:
        function()
    except OSError as error:
        return errno.errorcode[error.errno]
    return 'done'


def status(name):
    with open('/proc/self/status', encoding='ascii') as file:
        return next(line.split()[1] for line in file if line.startswith(name + ':'))


def make(family, kind, protocol=0):
    return lambda: socket.socket(family, kind, protocol).close()


def read(path):
    with open(path, 'rb') as file:
        file.read(1)


def write(path):
    with open(path, 'wb') as file:
        file.write(b'x')


def execute(path):
    return lambda: os.execv(path, [path])


def set_up_ring():
    """Behind a ring of io_uring the kernel itself would connect."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(SYS_IO_URING_SETUP, 1, ctypes.byref(ctypes.create_string_buffer(256))) < 0:
        raise OSError(ctypes.get_errno(), 'io_uring_setup')


def call_bus():
    with socket.socket(socket.AF_UNIX) as bus:
        bus.connect('/run/dbus/system_bus_socket')


def report(connection, address):
    return {
        'address': address,
        'IPv4 socket': outcome(make(socket.AF_INET, socket.SOCK_STREAM)),
        'IPv6 socket': outcome(make(socket.AF_INET6, socket.SOCK_DGRAM)),
        'netlink socket': outcome(make(socket.AF_NETLINK, socket.SOCK_RAW)),
        'packet socket': outcome(make(socket.AF_PACKET, socket.SOCK_RAW)),
        'connecting anew': outcome(lambda: socket.socket(fileno=os.dup(connection.fileno())).connect(('::1', 7802))),
        'a ring of requests': outcome(set_up_ring),
        'calling the bus': outcome(call_bus),
        'reading /etc/shadow': outcome(lambda: read('/etc/shadow')),
        'reading /etc/passwd': outcome(lambda: read('/etc/passwd')),
        'writing to /usr': outcome(lambda: write('/usr/x')),
        'writing to /var': outcome(lambda: write('/var/x')),
        'writing to /etc': outcome(lambda: write('/etc/x')),
        'making a disk': outcome(lambda: os.mknod('/tmp/disk', 0o60600, os.makedev(8, 0))),
        'running a shell': outcome(execute('/bin/sh')),
        'running env': outcome(execute('/usr/bin/env')),
        'looking into /root': outcome(lambda: os.listdir('/root')),
        'looking into /home': outcome(lambda: os.listdir('/home')),
        'filters': status('Seccomp_filters'),
        'processes': count_processes(),
    }


def count_processes():
    """How many there may be before the wall."""
    children = []
    try:
        while len(children) < 64:
            child = os.fork()
            if child == 0:
                os.read(wall[0], 1)
                os._exit(0)
            children.append(child)
    except OSError:
        pass
    for _ in children:
        os.write(wall[1], b'x')
    for child in children:
        os.waitpid(child, 0)
    return len(children) + 1


wall = os.pipe()
listener = socket.socket(fileno=FIRST_FD)
while True:
    connection, address = listener.accept()
    with connection:
        connection.sendall(json.dumps(report(connection, address[0])).encode())
