#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed as a ratio: the index, the epoll limit and redis, side by side in one run.

Rounds are interleaved (A B C, C B A, ...), because machines are noisy and drift. The measure is requests per CPU second of
the server; wall rates are in the table beside it. The server has one core to itself, the load another. When the limit
itself varies by more than 1.6 x between rounds, the machine was too busy to tell: inconclusive, neither met nor short.

It always ends with success when it could measure: a figure is for people to judge, not for a test run to fail on.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time

INCONCLUSIVE_SPREAD = 1.6


def pin(core):
    """Runs in the child: one core, and as many descriptors as there may be."""
    def prepare():
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return prepare


class Server:
    """A server that runs for one measurement, so that none inherits another's state."""

    def __init__(self, name, protocol, command, read_port=None, port=None):
        self.name = name
        self.protocol = protocol
        self.command = command
        self.read_port = read_port
        self.port = port

    def start(self):
        process = subprocess.Popen(self.command, preexec_fn=pin(0), stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        port = self.port
        if self.read_port is not None:
            port = self.read_port(process.stdout)
        return process, port


def port_of_echo(output):
    return int(output.readline())


def port_of_index(output):
    """Started listening on IP 127.0.0.1  Port : 41234"""
    for line in output:
        if "Port" in line:
            return int(line.rsplit(":", 1)[1])
    sys.exit("The index did not start")


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    import socket
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"Nothing listens on port {port}")


def measure(arguments, server, depth, idle, sizes):
    process, port = server.start()
    try:
        wait_for_port(port)
        command = [arguments.load, "--protocol", server.protocol, "--port", str(port), "--pid", str(process.pid),
                   "--depth", str(depth), "--idle", str(idle), "--records", str(arguments.records),
                   "--seconds", str(arguments.seconds),
                   "--request-bytes", str(sizes["request_bytes"]), "--reply-bytes", str(sizes["reply_bytes"])]
        result = subprocess.run(command, preexec_fn=pin(1), capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"{server.name}: {result.stderr.strip() or result.stdout.strip()}")
        return json.loads(result.stdout.splitlines()[-1])
    finally:
        process.kill()
        process.wait()


def rate(figures):
    return figures["requests"] / figures["cpu_seconds"]


def judge(ratio, goal, limit_spread):
    if goal is None:
        return ""
    if limit_spread > INCONCLUSIVE_SPREAD:
        return "inconclusive"
    return "met" if ratio >= goal else "short"


def thousands(number):
    return f"{number / 1000:,.1f}k"


def print_case(title, results, goals):
    limit = [rate(figures) for figures in results["epoll limit"]]
    spread = max(limit) / min(limit)
    print(f"\n{title}")
    print(f"  {'server':<14}{'median/CPU-s':>14}{'min':>10}{'max':>10}{'wall/s':>10}{'p50 us':>8}{'p99 us':>8}"
          f"{'x limit':>9}{'goal':>6}  ")
    for name, runs in results.items():
        rates = [rate(figures) for figures in runs]
        median = statistics.median(rates)
        wall = statistics.median(figures["requests"] / figures["wall_seconds"] for figures in runs)
        p50 = statistics.median(figures["p50_usec"] for figures in runs)
        p99 = statistics.median(figures["p99_usec"] for figures in runs)
        ratio = median / statistics.median(limit)
        goal = goals.get("limit") if name == "index" else None
        print(f"  {name:<14}{thousands(median):>14}{thousands(min(rates)):>10}{thousands(max(rates)):>10}"
              f"{thousands(wall):>10}{p50:>8.0f}{p99:>8.0f}{ratio:>9.2f}{goal or '':>6}  {judge(ratio, goal, spread)}")
    if "redis" in results:
        ratio = (statistics.median(rate(figures) for figures in results["index"])
                 / statistics.median(rate(figures) for figures in results["redis"]))
        print(f"  index / redis = {ratio:.2f}, goal {goals['redis']}: {judge(ratio, goals['redis'], spread)}")
    if spread > INCONCLUSIVE_SPREAD:
        print(f"  The limit itself varied by {spread:.2f} x: the machine was too busy to tell.")


def print_idle(results, idle):
    """The index with idle connections against itself with none."""
    for depth in sorted({key[0] for key in results}):
        if (depth, 0) not in results or (depth, idle) not in results:
            continue
        alone, crowded = results[(depth, 0)], results[(depth, idle)]
        spread = max(map(rate, alone["epoll limit"])) / min(map(rate, alone["epoll limit"]))
        ratio = (statistics.median(map(rate, crowded["index"])) / statistics.median(map(rate, alone["index"])))
        p99 = (statistics.median(figures["p99_usec"] for figures in crowded["index"])
               / statistics.median(figures["p99_usec"] for figures in alone["index"]))
        print(f"\nThe index with {idle} idle connections / with none, {depth} at a time: {ratio:.2f}, goal 0.97: "
              f"{judge(ratio, 0.97, spread)}; p99 {p99:.2f} x, goal 1.5")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--echo-limit", required=True)
    parser.add_argument("--echo-transport", required=True)
    parser.add_argument("--load", required=True)
    parser.add_argument("--index", required=True)
    parser.add_argument("--against", help="another build of the index, measured beside it; the same one shows the noise")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--records", type=int, default=10000)
    parser.add_argument("--idle", type=int, default=10000)
    parser.add_argument("--depths", default="1,16")
    arguments = parser.parse_args()

    if len(os.sched_getaffinity(0)) < 2:
        print("Two cores are needed: one for the server, one for the load")
        return 77

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    idle = min(arguments.idle, hard - 512, 10000 - 100)  # the index takes 10,000 connections
    if idle < arguments.idle:
        print(f"Idle connections: {idle} instead of {arguments.idle} (limits)")

    index = Server("index", "lookup", [arguments.index, "--quiet", "--listen", "127.0.0.1:0"], port_of_index)
    # What the index is asked and answers gives the sizes for all.
    sizes = measure(arguments, index, 1, 0, {"request_bytes": 1, "reply_bytes": 1})
    print(f"A request has {sizes['request_bytes']} bytes, an answer {sizes['reply_bytes']}; "
          f"{arguments.records} records, 50 active connections, {arguments.rounds} rounds of {arguments.seconds} s")

    bytes_each_way = [str(sizes["request_bytes"]), str(sizes["reply_bytes"])]
    servers = [Server("epoll limit", "echo", [arguments.echo_limit] + bytes_each_way, port_of_echo),
               Server("transport", "echo", [arguments.echo_transport] + bytes_each_way, port_of_echo), index]
    if arguments.against:
        servers.append(Server("index against", "lookup", [arguments.against, "--quiet", "--listen", "127.0.0.1:0"],
                              port_of_index))
    elif shutil.which("redis-server"):
        port = free_port()
        servers.append(Server("redis", "redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                                                 "--appendonly", "no", "--protected-mode", "no", "--maxclients", "15000"], port=port))
    else:
        print("redis-server is not on PATH: its rows are left out")

    all_results = {}
    for depth in map(int, arguments.depths.split(",")):
        for n_idle in sorted({0, idle}):
            results = {server.name: [] for server in servers}
            for round_number in range(arguments.rounds):
                order = servers if round_number % 2 == 0 else servers[::-1]
                for server in order:
                    results[server.name].append(measure(arguments, server, depth, n_idle, sizes))
            goals = {"limit": 0.95, "redis": 1.2} if depth == 1 else {"limit": 0.55, "redis": 1.5}
            print_case(f"{depth} at a time, {n_idle} idle connections", results, goals)
            all_results[(depth, n_idle)] = results
            sys.stdout.flush()

    if idle > 0:
        print_idle(all_results, idle)
    return 0


if __name__ == "__main__":
    sys.exit(main())
