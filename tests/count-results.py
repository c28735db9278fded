#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what meson's tests did: count-results.py TESTLOG.json

Names every test that failed or was skipped, with the reason, and ends with a line "PASSED FAILED SKIPPED". A program
that speaks TAP counts by its tests, any other as one. A program that failed in another way than by a test of its own,
by a crash or because time ran out, counts as one failure more.
"""

import json
import re
import sys

TAP_LINE = re.compile(r'^\s*(ok|not ok) \d+ ?-? ?(.*?)(?:\s*# ?(SKIP|TODO)\b:?\s*(.*))?$', re.IGNORECASE)
TAP_PLAN_SKIP = re.compile(r'^1\.\.0\s*# ?SKIP\S*\s*(.*)$', re.IGNORECASE)


def count_program(entry):
    """Yields (outcome, name, reason) for each test of one program."""
    output = entry.get('stdout', '')
    name = entry['name'].split(' / ')[-1]
    has_failure = False
    has_tests = False
    for line in output.splitlines():
        plan = TAP_PLAN_SKIP.match(line)
        if plan:
            has_tests = True
            yield 'skipped', name, plan.group(1)
            continue
        match = TAP_LINE.match(line)
        if not match:
            continue
        has_tests = True
        word, test, directive, reason = match.groups()
        if directive and directive.upper() == 'SKIP':
            yield 'skipped', test, reason
        elif word == 'ok' or directive:
            yield 'passed', test, ''
        else:
            has_failure = True
            yield 'failed', test, ''

    result = entry['result']
    if result in ('OK', 'EXPECTEDFAIL'):
        if not has_tests:
            yield 'passed', name, ''
    elif result == 'SKIP':
        if not has_tests:
            last_lines = output.strip().splitlines()[-1:]
            yield 'skipped', name, ' '.join(last_lines)
    elif not has_failure:
        yield 'failed', name, f'{result}, exit status {entry.get("returncode")}'


def main():
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    with open(sys.argv[1], encoding='utf-8', errors='replace') as log:
        for line in log:
            for outcome, name, reason in count_program(json.loads(line)):
                counts[outcome] += 1
                if outcome != 'passed':
                    print(f'{outcome}: {name}' + (f' ({reason})' if reason else ''))
    print(counts['passed'], counts['failed'], counts['skipped'])


main()
