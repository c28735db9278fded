# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers and their loads, held ready side by side: the server on one core, its load on another."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time


def pin(core):
    """Runs in the child: one core, and as many descriptors as there may be."""
    def prepare():
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return prepare


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"Nothing listens on port {port}")


class Server:
    """A running server; what it prints after its port is read away, so that it never waits for a reader."""

    def __init__(self, command, port=None):
        self.process = subprocess.Popen(command, preexec_fn=pin(0), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        stdin=subprocess.DEVNULL, text=True)
        self.port = port or self.read_port()
        wait_for_port(self.port)
        threading.Thread(target=self.drain, daemon=True).start()

    def read_port(self):
        """The bare number, or: Started listening on IP 127.0.0.1  Port : 41234"""
        for line in self.process.stdout:
            if line.strip().isdigit():
                return int(line)
            if "Port" in line:
                return int(line.rsplit(":", 1)[1])
        sys.exit("A server did not start")

    def drain(self):
        for _ in self.process.stdout:
            pass

    def private_bytes(self):
        """Memory of its own, without what it shares with others."""
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="ascii") as rollup:
            fields = dict(line.split(":", 1) for line in rollup.readlines()[1:])
        return sum(int(fields[name].split()[0]) * 1024 for name in ("Private_Clean", "Private_Dirty"))

    def stop(self):
        self.process.kill()
        self.process.wait()


class Load:
    """A load of a server: made ready, then told to measure."""

    def __init__(self, program, server, protocol, **options):
        command = [program, "--protocol", protocol, "--port", str(server.port), "--pid", str(server.process.pid)]
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, preexec_fn=pin(1), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True)
        self.sizes = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError(self.errors.read().strip() or "the load ended")
        return json.loads(line)

    def tell(self, command, seconds=0):
        self.process.stdin.write(f"{command} {seconds}\n")
        self.process.stdin.flush()

    def measure(self, command="run", seconds=0.5):
        self.tell(command, seconds)
        return self.read()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Stage:
    """Everything that one case starts, ended with it."""

    def __init__(self, programs):
        self.programs = programs
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in reversed(self.running):
            each.stop()

    def server(self, command, port=None):
        server = Server([str(word) for word in command], port)
        self.running.append(server)
        return server

    def index(self, *extra, program=None, quiet=True):
        limits = ["--limit=records=16000000", "--limit=records-per-peer=1000000", "--limit=connections=100000",
                  "--limit=text-bytes=2000000000"]
        return self.server([program or self.programs.index, *(["--quiet"] if quiet else []), "--listen", "127.0.0.1:0",
                            *limits, *extra])

    def echo(self, sizes):
        return self.server([self.programs.echo_limit, sizes["request_bytes"], sizes["reply_bytes"]])

    def redis(self):
        if shutil.which("redis-server") is None:
            return None
        port = free_port()
        return self.server(["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                            "--protected-mode", "no", "--maxclients", "15000"], port)

    def load(self, server, protocol, **options):
        load = Load(self.programs.load, server, protocol, **options)
        self.running.append(load)
        return load
