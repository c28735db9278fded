#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching a whole library: `p2p-ci mirror`, rsync from a daemon, curl from nginx and cp, side by side in one run.

Rounds are interleaved (A B C D, D C B A, ...), because machines are noisy and drift. The measure is the median of the wall
times; the CPU time of the fetching side stands beside it, which a busy machine changes less. Each fetches into an empty
folder of the same file system, and then once more with nothing new. When cp, the limit, varies by more than 1.6 x between
rounds, the machine was too busy to tell: inconclusive, neither met nor short.

It always ends with success when it could measure: a figure is for people to judge, not for a test run to fail on.
"""

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

INCONCLUSIVE_SPREAD = 1.6
SIZES = [600, 4000, 9000, 15000, 21000, 28000, 36000, 47000, 62000, 88000, 125000, 260000]  # as RFCs are spread
GOALS = {"rsync": 0.6, "curl": 1.0, "cp": 1.5}


def write_documents(folder, count, total_bytes):
    """Made-up texts in the spread of real sizes."""
    os.makedirs(folder)
    chance = random.Random(7)
    scale = total_bytes / count / statistics.mean(SIZES)
    for number in range(1, count + 1):
        head = (f"Network Working Group                                        A. Nonymous\n"
                f"Request for Comments: {number}                                    March 1997\n\n\n"
                f"                    A Made-Up Document Number {number}\n\nAbstract\n\n")
        size = max(int(SIZES[number % len(SIZES)] * scale), len(head))
        line = f"   Line of a document that nobody has written, {chance.getrandbits(64):x}.\n"
        with open(os.path.join(folder, f"rfc{number}.txt"), "w", encoding="ascii") as file:
            file.write((head + line * (size // len(line) + 1))[:size])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"Nothing listens on port {port}")


class Stage:
    """All servers of one library, and how each of them is fetched from."""

    def __init__(self, arguments, library, folder):
        self.library = library
        self.folder = folder
        self.processes = []
        self.commands = {}
        self.environment = dict(os.environ, HOME=folder, XDG_CACHE_HOME=os.path.join(folder, "cache"),
                                XDG_DATA_HOME=os.path.join(folder, "data"), LC_ALL="C.UTF-8")
        self.start_peer(arguments)
        if shutil.which("rsync"):
            self.start_rsync()
        else:
            print("rsync is not on PATH: its row is left out")
        if shutil.which("nginx") and shutil.which("curl"):
            self.start_nginx()
        else:
            print("nginx or curl is not on PATH: their row is left out")
        self.commands["cp"] = lambda target: ["cp", "-r", self.library + "/.", target]

    def start(self, command, **more):
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, **more)
        self.processes.append(process)
        return process

    def start_peer(self, arguments):
        index = self.start([arguments.index, "--quiet", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        port = next(line.rsplit(":", 1)[1].strip() for line in index.stdout if "Port" in line)
        server = f"127.0.0.1:{port}"
        self.start([arguments.peer, "share", "--server", server, self.library], stdout=subprocess.DEVNULL)
        count = len(os.listdir(self.library))
        for _ in range(600):
            listed = subprocess.run([arguments.peer, "list", "--server", server], env=self.environment,
                                    capture_output=True, text=True).stdout
            if listed.count("\n") == count:
                break
            time.sleep(0.1)
        else:
            sys.exit("The peer did not come to share its library")
        self.commands["mirror"] = lambda target: [arguments.peer, "mirror", "--server", server, target]

    def start_rsync(self):
        port = free_port()
        configuration = os.path.join(self.folder, "rsyncd.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(f"use chroot = no\n[library]\npath = {self.library}\nread only = yes\n")
            if os.geteuid() == 0:
                file.write("uid = root\ngid = root\n")
        self.start(["rsync", "--daemon", "--no-detach", "--config", configuration, "--address", "127.0.0.1",
                    "--port", str(port)], stderr=subprocess.DEVNULL)
        wait_for_port(port)
        self.commands["rsync"] = lambda target: ["rsync", "-a", f"rsync://127.0.0.1:{port}/library/", target]

    def start_nginx(self):
        port = free_port()
        configuration = os.path.join(self.folder, "nginx.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(f"daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log; worker_processes 1;\n"
                       + ("user root;\n" if os.geteuid() == 0 else "")
                       + "events {} http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;\n"
                       f"server {{ listen 127.0.0.1:{port}; root {self.library}; }} }}\n")
        self.start(["nginx", "-c", configuration, "-p", self.folder], stderr=subprocess.DEVNULL)
        wait_for_port(port)
        names = os.path.join(self.folder, "curl.txt")
        with open(names, "w", encoding="utf-8") as file:
            for name in sorted(os.listdir(self.library)):
                file.write(f"url = http://127.0.0.1:{port}/{name}\nremote-name\n")
        self.commands["curl"] = lambda target: ["curl", "-s", "--parallel", "--parallel-max", "4", "--output-dir", target,
                                                "-K", names]

    def measure(self, name, target):
        command = self.commands[name](target)
        os.makedirs(target, exist_ok=True)
        begin = time.monotonic()
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        if status != 0:
            sys.exit(f"{' '.join(command[:4])} failed")
        return wall, usage.ru_utime + usage.ru_stime

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()


def print_table(title, results, goals):
    spread = max(wall for wall, _ in results["cp"]) / min(wall for wall, _ in results["cp"]) if "cp" in results else 1
    mirror = statistics.median(wall for wall, _ in results["mirror"])
    print(f"\n{title}\n  {'':<10}{'median s':>10}{'min':>8}{'max':>8}{'CPU s':>8}{'mirror is':>12}{'goal':>8}")
    for name, runs in results.items():
        walls = [wall for wall, _ in runs]
        cpu = statistics.median(seconds for _, seconds in runs)
        ratio = mirror / statistics.median(walls)
        goal = goals.get(name)
        verdict = "" if goal is None else "inconclusive" if spread > INCONCLUSIVE_SPREAD else (
            "met" if ratio <= goal else "short")
        print(f"  {name:<10}{statistics.median(walls):>10.3f}{min(walls):>8.3f}{max(walls):>8.3f}{cpu:>8.3f}"
              f"{ratio:>10.2f} x{'' if goal is None else f'{goal:.1f}':>8}  {verdict}")
    if spread > INCONCLUSIVE_SPREAD:
        print(f"  The limit itself (cp) varied by {spread:.2f} x: the machine was too busy to tell.")
    sys.stdout.flush()


def same(library, target):
    return subprocess.run(["diff", "-rq", library, target], stdout=subprocess.DEVNULL).returncode == 0


def run(arguments, title, library, folder):
    os.makedirs(folder, exist_ok=True)
    stage = Stage(arguments, library, folder)
    try:
        names = [name for name in ("mirror", "rsync", "curl", "cp") if name in stage.commands]
        first = {name: [] for name in names}
        second = {name: [] for name in ("mirror", "rsync") if name in names}
        for round_number in range(arguments.rounds + 1):  # the first warms up
            for name in names if round_number % 2 == 0 else names[::-1]:
                target = os.path.join(folder, "target-" + name)
                figures = [stage.measure(name, target)]
                if name in second:
                    figures.append(stage.measure(name, target))
                if round_number == 0 and not same(library, target):
                    sys.exit(f"{name} did not fetch everything")
                shutil.rmtree(target)
                if round_number > 0:
                    first[name].append(figures[0])
                    if name in second:
                        second[name].append(figures[1])
        print_table(title, first, GOALS)
        print_table(title + ", once more with nothing new", second, {"rsync": 1.0})
    finally:
        stage.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--documents", type=int, default=9312)
    parser.add_argument("--bytes", type=int, default=500_000_000)
    parser.add_argument("--folder", help="where to work; the system's temporary folder when not given")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="p2p-ci-mirror-") as folder:
        corpus = os.environ.get("P2PCI_CORPUS")
        if corpus and os.path.isdir(os.path.join(corpus, "rfcs")):
            library = os.path.join(folder, "corpus")
            shutil.copytree(os.path.join(corpus, "rfcs"), library)
            run(arguments, f"{len(os.listdir(library))} real documents", library, os.path.join(folder, "first"))
        library = os.path.join(folder, "library")
        write_documents(library, arguments.documents, arguments.bytes)
        run(arguments, f"{arguments.documents} documents of {arguments.bytes / 1e6:.0f} MB", library,
            os.path.join(folder, "second"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
