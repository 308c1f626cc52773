#!/usr/bin/env python3
"""Breaks one thing at a time for real and checks who is told: program → Prometheus → Alertmanager → mail, robots, heartbeat.

usage: alert_scenarios.py GROUP [PROGRAM] [SCENARIO…]    GROUP: services, process, delivery
PROGRAM: default $DDNS_SIDECAR or build/debug/app/ddns-sidecar. Exit code 0 good, 1 not, 77 when something needed is missing.
The scenarios of a group go on side by side, each with a sidecar of its own that is its alerts' `instance`.
"""
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import live  # noqa: E402
from paging import delivery_cases, process_cases, services_cases  # noqa: E402
from paging.stage import Stage  # noqa: E402
from paging.world import World  # noqa: E402

LOOK = 0.2  # seconds between two looks at all conditions
GROUPS = {
    "services": services_cases.SCENARIOS,
    "process": process_cases.SCENARIOS + services_cases.SOURCES,
    "delivery": delivery_cases.SCENARIOS,
}
# These break what all scenarios share.
ALONE = {"delivery"}
PROGRAMS = ["prometheus", "prometheus-alertmanager", "openssl", "named", "nsupdate", "dig"]


class Run:
    """A scenario that goes on from condition to condition."""

    def __init__(self, world, scenario, closing):
        self.stage = Stage(world, scenario.__name__.replace("_", "-"), closing)
        self.steps = self.finish(scenario)
        self.failure = None
        self.begin = time.monotonic()
        self.advance()

    def finish(self, scenario):
        yield from scenario(self.stage)
        yield from self.stage.quiet()

    def advance(self):
        try:
            self.until = next(self.steps)
            self.deadline = time.monotonic() + self.until.seconds
        except StopIteration:
            self.until = None

    def look(self):
        """One look; False when the scenario is over."""
        if self.until.holds():
            self.advance()
        elif time.monotonic() > self.deadline:
            self.failure = f"waited {self.until.seconds} s in vain: {self.until.what}\n{self.stage.world.describe(self.stage.name)}"
            self.until = None
        return self.until is not None

    def complaints(self):
        return [self.failure] if self.failure else list(self.stage.complaints())


def play(program, folder, scenarios):
    """Runs the scenarios side by side; returns what was wrong."""
    with World(program, folder) as world, contextlib.ExitStack() as closing:
        runs = [Run(world, scenario, closing) for scenario in scenarios]
        world.watch()
        going = list(runs)
        while going:
            world.forget()
            for run in [one for one in going if not one.look()]:
                going.remove(run)
                print(f"{'FAILED' if run.failure else 'over'}: {run.stage.name} after {time.monotonic() - run.begin:.0f} s", flush=True)
            time.sleep(LOOK)
        found = [f"{run.stage.name}: {text}" for run in runs for text in run.complaints()]
        known = {name for run in runs for name in (run.stage.name, *(instance for _, instance in run.stage.expected))}
        found += [f"{one.alert} of {one.instance}, which nobody broke, was told to {one.way}"
                  for one in world.ledger.notices if one.instance not in known]
        if not world.heartbeat.beats:
            found.append("the heartbeat service heard nothing")
        return found + world.ledger.strange


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    group, *rest = sys.argv[1:] or ["?"]
    if group not in GROUPS:
        sys.exit(__doc__)
    program = live.find_program(*rest[:1])
    missing = [one for one in PROGRAMS if not shutil.which(one, path=os.environ["PATH"] + ":/usr/sbin")]
    if missing or not os.path.exists(program):
        print(f"skipped: {', '.join(missing) or program} not there")
        return 77
    scenarios = [one for one in GROUPS[group] if not rest[1:] or one.__name__ in rest[1:]]
    found = []
    for together in [[one] for one in scenarios] if group in ALONE else [scenarios]:
        with tempfile.TemporaryDirectory(prefix="ddns-alerts.") as folder:
            found += play(program, folder, together)
    print("\n".join(found) or f"{len(scenarios)} scenarios: each paged by its own alert, and all is told to be over")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
