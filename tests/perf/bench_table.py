# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table: each goal, its figure, and what that means."""

import statistics

INCONCLUSIVE_SPREAD = 1.6


def rate(figures):
    """Requests per CPU second of the server."""
    return figures["requests"] / figures["cpu_seconds"]


def ratios(results, name, other):
    """Of rounds that ran side by side."""
    return [a / b for a, b in zip(map(rate, results[name]), map(rate, results[other]))]


def spread(results, name):
    rates = [rate(figures) for figures in results[name]]
    return max(rates) / min(rates)


class Table:
    def __init__(self):
        self.n_short = 0
        print(f"{'goal':<6}{'what':<52}{'figure':>10}{'min':>10}{'max':>10}  {'wanted':<11}", flush=True)

    def note(self, text):
        print(f"      {text}", flush=True)

    def row(self, goal, what, values, wanted="", bound=None, at_least=True, limit_spread=1.0):
        """@values of all rounds; the figure is their median. @bound None: only told."""
        values = list(values)
        figure = statistics.median(values)
        verdict = ""
        if bound is not None and limit_spread > INCONCLUSIVE_SPREAD:
            verdict = f"inconclusive: the limit itself varied {limit_spread:.1f} x"
        elif bound is not None:
            verdict = "met" if (figure >= bound if at_least else figure <= bound) else "short"
        print(f"{goal:<6}{what:<52}{self.number(figure):>10}{self.number(min(values)):>10}{self.number(max(values)):>10}"
              f"  {wanted:<11}{verdict}", flush=True)

    @staticmethod
    def number(value):
        if abs(value) >= 10000:
            return f"{value / 1000:,.0f}k"
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
