# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A function for each goal: it starts what it needs, measures in interleaved rounds, and writes its rows."""

import json
import resource
import socket
import statistics
import subprocess
import time

from bench_servers import Stage, pin
from bench_table import rate, ratios, spread

def rounds(arguments, loads, command="run"):
    """A B C, C B A, ...: what drifts, drifts for all."""
    results = {name: [] for name in loads}
    for number in range(arguments.rounds):
        for name in list(loads) if number % 2 == 0 else list(loads)[::-1]:
            results[name].append(loads[name].measure(command, arguments.seconds))
    return results


def n_idle(arguments):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(arguments.idle, hard - 1000)


def lookup(arguments, programs, table):
    """Goal 1."""
    for depth, limit_bound, redis_bound in ((1, 0.95, 1.2), (16, 0.55, 1.5)):
        with Stage(programs) as stage:
            loads = {"index": stage.load(stage.index(), "lookup", depth=depth)}
            sizes = loads["index"].sizes
            loads["limit"] = stage.load(stage.echo(sizes), "echo", depth=depth, **sizes)
            loads["again"] = stage.load(stage.index(program=arguments.against), "lookup", depth=depth)
            redis = stage.redis()
            if redis:
                loads["redis"] = stage.load(redis, "redis", depth=depth, reply_bytes=sizes["reply_bytes"])
            results = rounds(arguments, loads)
        moved = spread(results, "limit")
        table.note(f"LOOKUP, {depth} at a time: medians a CPU second: " + ", ".join(
            f"{name} {statistics.median(map(rate, figures)) / 1000:,.0f}k" for name, figures in results.items()))
        table.row("1", f"LOOKUP, {depth} at a time / epoll limit", ratios(results, "index", "limit"), f">= {limit_bound}",
                  limit_bound, limit_spread=moved)
        if redis:
            table.row("1", f"LOOKUP, {depth} at a time / redis GET", ratios(results, "index", "redis"),
                      f">= {redis_bound}", redis_bound, limit_spread=moved)
        else:
            table.note("redis-server is not on PATH: its rows are left out")
        what = "the other build" if arguments.against else "itself: the noise floor"
        table.row("", f"LOOKUP, {depth} at a time / {what}", ratios(results, "index", "again"))


def idle(arguments, programs, table):
    """Goal 2."""
    count = n_idle(arguments)
    with Stage(programs) as stage:
        alone, crowded = stage.index(), stage.index()
        loads = {"alone": stage.load(alone, "lookup"), "crowded": stage.load(crowded, "lookup")}
        limit = stage.load(stage.echo(loads["alone"].sizes), "echo", **loads["alone"].sizes)
        before = crowded.private_bytes()
        stage.load(crowded, "lookup", connections=0, records=1, no_setup=True, idle=count).measure("stand")
        each = (crowded.private_bytes() - before) / count
        results = rounds(arguments, {**loads, "limit": limit})
    moved = spread(results, "limit")
    table.row("2", f"50 active, {count} idle / none idle", ratios(results, "crowded", "alone"), ">= 0.97", 0.97,
              limit_spread=moved)
    table.row("2", "p99 with them / without", [a["p99_usec"] / b["p99_usec"] for a, b in
                                               zip(results["crowded"], results["alone"])], "<= 1.5", 1.5, False, moved)
    table.row("2", "bytes of an idle member with a record", [each], "<= 512", 512, False)


def million(arguments, programs, table):
    """Goal 3."""
    for depth, bound in ((1, 0.9), (16, 0.8)):
        with Stage(programs) as stage:
            loads = {"few": stage.load(stage.index(), "lookup", depth=depth, one=True),
                     "many": stage.load(stage.index(), "lookup", depth=depth, one=True, holders=100)}
            if arguments.full:
                loads["documents"] = stage.load(stage.index(), "lookup", depth=depth, one=True, records=900000)
            limit = stage.load(stage.echo(loads["few"].sizes), "echo", depth=depth, **loads["few"].sizes)
            results = rounds(arguments, {**loads, "limit": limit})
        moved = spread(results, "limit")
        table.row("3", f"LOOKUP, {depth} at a time, 1 M records / 10,000", ratios(results, "many", "few"), f">= {bound}",
                  bound, limit_spread=moved)
        if arguments.full:
            table.row("3", f"the same, 900,000 documents, {depth} at a time", ratios(results, "documents", "few"))


def add(arguments, programs, table):
    """Goal 4; the worst single ADD is in figures()."""
    for depth, bound in ((1, 1.1), (16, 1.5)):
        with Stage(programs) as stage:
            loads = {"index": stage.load(stage.index(), "add", depth=depth, records=500000)}
            redis = stage.redis()
            if redis is None:
                table.note("redis-server is not on PATH: ADD has nothing to stand beside")
                return
            value = max(1, loads["index"].sizes["request_bytes"] - 60)
            loads["redis"] = stage.load(redis, "redis-set", depth=depth, records=500000, reply_bytes=value)
            limit = stage.load(stage.echo(loads["index"].sizes), "echo", depth=depth, **loads["index"].sizes)
            results = rounds(arguments, {**loads, "limit": limit})
        table.row("4", f"ADD, {depth} at a time / redis SET", ratios(results, "index", "redis"), f">= {bound}", bound,
                  limit_spread=spread(results, "limit"))


def never_read(server):
    """What a reader costs that asks for the list and never reads."""
    before = server.private_bytes()
    with socket.create_connection(("127.0.0.1", server.port)) as reader:
        reader.sendall(b"LIST ALL P2P-CI/1.1\r\n\r\n" * 200)
        time.sleep(1)
        return server.private_bytes() - before


def listing(arguments, programs, table):
    """Goal 5."""
    for holders, name in ((1, "10,000"), (100, "1 M")):
        with Stage(programs) as stage:
            server = stage.index()
            pages = stage.load(server, "lookup", connections=4, holders=holders, one=True)
            blob = stage.load(stage.server([programs.blob, 256 * 1024]), "lookup", connections=4, records=1, no_setup=True)
            results = rounds(arguments, {"index": pages, "blob": blob}, "pages")
            table.row("5", f"LIST of {name} records / a static blob", ratios(results, "index", "blob"), ">= 0.8", 0.8,
                      limit_spread=spread(results, "blob"))
            others = stage.load(server, "lookup", rate=5000, no_setup=True, one=True, holders=holders)
            quiet, busy = [], []
            for _ in range(arguments.rounds):
                quiet.append(others.measure("run", arguments.seconds)["p99_usec"])
                pages.tell("pages", arguments.seconds + 0.3)
                busy.append(others.measure("run", arguments.seconds)["p99_usec"])
                pages.read()
            table.row("5", f"others' p99 while four read it ({name}) / before", [b / q for b, q in zip(busy, quiet)],
                      "<= 3", 3, False, max(quiet) / min(quiet))
            table.row("5", f"KiB that one who never reads costs ({name})", [never_read(server) / 1024], "<= 512", 512, False)


def cut(arguments, programs, table):
    """Goal 6."""
    count = n_idle(arguments)
    worst = []
    with Stage(programs) as stage:
        server = stage.index()
        others = stage.load(server, "lookup", rate=5000)
        for _ in range(min(arguments.rounds, 3)):
            crowd = stage.load(server, "lookup", connections=0, records=1, no_setup=True, idle=count)
            crowd.measure("stand")
            others.tell("run", 1.0)
            time.sleep(0.3)
            crowd.stop()
            worst.append(others.read()["p99_usec"] / 1000)
            time.sleep(0.5)
    table.row("6", f"{count} members cut at once: the others' p99, ms", worst, "<= 10", 10, False)


def connect(arguments, programs, table):
    """Goal 8."""
    count = min(n_idle(arguments), 10000)
    with Stage(programs) as stage:
        index = stage.load(stage.index(), "add", connections=0, idle=count)
        limit = stage.load(stage.echo({"request_bytes": 83, "reply_bytes": 250}), "echo", connections=0, records=1,
                           idle=count, request_bytes=83, reply_bytes=250)
        results = {"index": [], "limit": []}
        for number in range(arguments.rounds):
            for name, load in (("index", index), ("limit", limit))[::1 if number % 2 == 0 else -1]:
                results[name].append(load.measure("connect"))
                time.sleep(0.5)
    table.row("8", f"{count} connects + 1 ADD / accept and reply", ratios(results, "index", "limit"), ">= 0.8", 0.8,
              limit_spread=spread(results, "limit"))


def log(arguments, programs, table):
    """Goal 14."""
    with Stage(programs) as stage:
        loads = {"on": stage.load(stage.index(quiet=False), "lookup"), "off": stage.load(stage.index(), "lookup")}
        limit = stage.load(stage.echo(loads["on"].sizes), "echo", **loads["on"].sizes)
        results = rounds(arguments, {**loads, "limit": limit})
    table.row("14", "log on / log off", ratios(results, "on", "off"), ">= 0.95", 0.95, limit_spread=spread(results, "limit"))


def figures(arguments, programs, table):
    """Goals 4, 6, 7 and 9, without a socket and in CPU time."""
    output = subprocess.run([programs.index_figures], preexec_fn=pin(0), capture_output=True, text=True, check=True).stdout
    shared, different = map(json.loads, output.splitlines())
    table.row("4", "worst ADD while growing to 1 M records, us", [shared["worst_add_usec"], different["worst_add_usec"]],
              "<= 1,000", 1000, False)
    table.row("6", "a leaving peer's record, ns", [shared["leave_nsec"], different["leave_nsec"]])
    table.row("7", "bytes a record, titles shared", [shared["catalog_bytes"]], "<= 40", 40, False)
    table.row("7", "bytes a record, titles all different (50 bytes)", [different["catalog_bytes"]], "<= 80", 80, False)
    table.row("9", "a keystroke's search, p99, us", [shared["search_p99_usec"], different["search_p99_usec"]], "<= 1,000",
              1000, False)
    if arguments.full:
        output = subprocess.run([programs.index_figures, "--records", "10000000"], preexec_fn=pin(0), capture_output=True,
                                text=True, check=True).stdout
        table.row("7", "MB of 10 M records, all told", [json.loads(output.splitlines()[0])["all_bytes"] * 10], "<= 1,000",
                  1000, False)


CASES = {"lookup": lookup, "idle": idle, "million": million, "add": add, "list": listing, "cut": cut, "connect": connect,
         "log": log, "figures": figures}
