"""One scenario's view of the world: its own sidecar, steps that wait on a condition, and what was told in the end."""
import threading
import time
from typing import NamedTuple

import live
from paging import world as worlds

PATIENCE = 60  # seconds that a condition may take to come true
# All scenarios share the robots, each of which takes 18 messages a minute: what came too soon comes in one of the next minutes.
TOLD = 180


class Until(NamedTuple):
    """What a scenario yields: it goes on when the condition holds and fails when that takes too long."""
    holds: object
    what: str
    seconds: float = PATIENCE


class Stage:
    def __init__(self, world, name, closing):
        self.world = world
        self.name = name
        self.closing = closing
        self.folder = world.folder / name
        self.folder.mkdir()
        self.expected = {}

    def enter(self, thing):
        """A server of this scenario, ended with the world."""
        return self.closing.enter_context(thing)

    @property
    def sidecar(self):
        return self.world.sidecars[self.name]

    def start(self, config, **more):
        """The scenario's sidecar; started again it keeps its port."""
        former = self.world.sidecars.get(self.name)
        port = int(former.address.rpartition(":")[2]) if former else 0
        self.world.sidecars[self.name] = live.Sidecar(self.world.program, self.folder, "interval: 5s\nretry: { first: 1s, cap: 2s }\n" + config,
                                                      port=port, **more)

    def beside(self, work):
        """Does `work` again and again in a thread of its own; returns what ends that."""
        over = threading.Event()

        def loop():
            while not over.is_set():
                work()
        thread = threading.Thread(target=loop, daemon=True)
        thread.start()

        def end():
            over.set()
            thread.join(30)
        self.closing.callback(end)
        return end

    def wan(self, address="192.0.2.1"):
        """A source of addresses that the scenario can change; the name of its settings is `wan`."""
        self.folder.joinpath("wan").write_text(address + "\n")
        return f"  - {{ id: wan, type: file, family: ipv4, path: {self.folder}/wan, allow_documentation: true }}\n"

    def series(self, name, labels=""):
        return f'{name}{{instance="{self.name}"{labels}}}'

    def calm(self):
        """Scraped, a good round, every record right, nothing to tell."""
        def holds():
            return (self.world.number(self.series("ddns_cycle_last_success_timestamp_seconds"))
                    and self.world.number(f'count_over_time({self.series("up")}[1m])') >= 5
                    and self.world.number(f'min({self.series("ddns_record_last_verified_timestamp_seconds")})')
                    and not self.world.rule_alerts(self.name))
        yield Until(holds, "all is well at first")

    def pages(self, alert, severity, seconds=TOLD, instance=None):
        """The alert is told on every way of its severity."""
        yield from self.told("firing", alert, severity, seconds, instance or self.name)
        self.expected[(alert, instance or self.name)] = severity

    def resolves(self, alert, seconds=TOLD, instance=None):
        yield from self.told("resolved", alert, self.expected[(alert, instance or self.name)], seconds, instance or self.name)

    def told(self, state, alert, severity, seconds, instance):
        def holds():
            return all(self.world.ledger.told(way, state, alert, instance) for way in worlds.ways_of(alert, severity))
        begin = time.monotonic()
        yield Until(holds, f"{alert} of {instance} is told as {state} on every way", seconds)
        print(f"  {self.name}: {alert} told as {state} after {time.monotonic() - begin:.1f} s", flush=True)

    def mutes(self, *alerts):
        """These fire as well, and are not told: another alert says it all."""
        wanted = {(alert, "suppressed") for alert in alerts}
        yield Until(lambda: wanted <= self.world.managed_alerts(self.name), f"{alerts} fire and are muted")

    def quiet(self):
        """Nothing fires or waits any more, neither in Prometheus nor in Alertmanager."""
        yield Until(lambda: not self.world.rule_alerts(self.name) and not self.world.managed_alerts(self.name), "all is well again")

    def complaints(self):
        """What was told and should not have been, or the other way round. Complete once `quiet`."""
        names = {self.name} | {instance for _, instance in self.expected}
        notices = [one for name in names for one in self.world.ledger.about(name)]
        wanted = {(way, alert, instance) for (alert, instance), severity in self.expected.items() for way in worlds.ways_of(alert, severity)}
        last = {(one.way, one.alert, one.instance): one.state for one in notices}
        yield from (f"{alert} of {instance} was told to {way}, which was not expected" for way, alert, instance in last.keys() - wanted)
        yield from (f"{alert} of {instance} was not told to {way}" for way, alert, instance in wanted - last.keys())
        yield from (f"{alert} of {instance} was told to {way} as {state} at last"
                    for (way, alert, instance), state in last.items() if state != "resolved" and (way, alert, instance) in wanted)
