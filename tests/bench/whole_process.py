#!/usr/bin/env python3
"""Measures the real program against loopback stand-ins (see world.py; 50 ms an API call unless said otherwise), in a network
namespace of its own. Prints one line per figure. Needs root (for the namespace).

usage: whole_process.py PROGRAM [--quick] [CASE…]      cases: idle checks reaction many single dead storms
"""
import os
import signal
import sys
import time
import urllib.request

from world import LATENCY, Links, Program, Zone, ip


def quick_zone(*names):
    zone = Zone(list(names) or ["example.com"])
    zone.latency = 0
    return zone


def idle(program, quick):
    for tls in (False, True):
        zone = quick_zone()
        run = Program(program, [(zone, 1, True)], tls=tls)
        run.wait(lambda: zone.records)
        print(f"start to first acknowledged record over {'TLS' if tls else 'HTTP'}: {1000 * (zone.calls[-1][0] - run.began):.0f} ms "
              f"(own calls: {len(zone.calls)}, no API latency)", end="")
        verified = run.wait(lambda: run.lines("record-verified"))
        print(f"; to its proof: {1000 * (verified - run.began):.0f} ms")
        run.settle()
        print(f"memory at rest: {memory(run)}", end="")
        urllib.request.urlopen(f"http://127.0.0.1:{run.port()}/metrics").read()
        run.settle()
        print(f"; after a scrape: {memory(run)}")
        seconds = 15 if quick else 60
        before = run.wakeups_and_cpu()
        time.sleep(seconds)
        after = run.wakeups_and_cpu()
        print(f"at rest: {(after[0] - before[0]) * 60 / seconds:.1f} wake-ups and "
              f"{(after[1] - before[1]) * 60 / seconds:.2f} ms CPU a minute")
        run.stop()


def memory(run):
    kb = run.figures()
    return (f"RSS {kb['Rss'] / 1024:.1f} MiB ({kb['Rss'] * 1024 / 1e6:.1f} MB), PSS {kb['Pss'] / 1024:.1f} MiB, "
            f"anonymous {kb['Anonymous'] / 1024:.1f} MiB")


def checks(program, quick):
    for tls in (False, True):
        zone = quick_zone()
        run = Program(program, [(zone, 10, True)], tls=tls, interval="5s")
        run.wait(lambda: len(run.lines("record-verified")) >= 10)
        rounds = 2 if quick else 10
        run.wait(lambda: zone.echoes > 2)
        run.settle()
        echoes, calls, queries, cpu = zone.echoes, len(zone.calls), zone.queries, run.wakeups_and_cpu()[1]
        run.wait(lambda: zone.echoes == echoes + rounds, 120)
        run.settle()
        print(f"an unchanged check of 10 records over {'TLS' if tls else 'HTTP'}: {(zone.echoes - echoes) / rounds:g} echo call, "
              f"{len(zone.calls) - calls} API calls, {(run.wakeups_and_cpu()[1] - cpu) / rounds:.2f} ms CPU "
              f"({(zone.queries - queries) / rounds:g} DNS queries of the proof included)")
        run.stop()


def many(program, quick):
    alone = None
    for count, zones in [(n, z) for z in (1, 10) for n in (1, 10, 100, 1000) if n >= z]:
        zone = Zone([f"z{i}.example.com" if zones > 1 else "example.com" for i in range(zones)])
        run = Program(program, [(zone, count, True)])
        run.wait(lambda: len(zone.records) == count, 120)
        print(f"{count} records in {zones} zones: created with {len(zone.calls)} calls in {span(zone.calls, zone):.2f} s", end="")
        run.wait(lambda: len(run.lines("record-verified")) >= count, 120)
        run.settle()
        made, zone.address = len(zone.calls), "198.51.100.99"
        run.process.send_signal(signal.SIGUSR1)
        run.wait(lambda: all(row["content"] == zone.address for row in zone.records.values()), 120)
        print(f"; changed with {len(zone.calls) - made} calls in {span(zone.calls[made:], zone):.2f} s", end="")
        run.wait(lambda: len(run.lines("record-verified")) >= 2 * count, 120)
        run.settle()
        began = time.monotonic()
        page = urllib.request.urlopen(f"http://127.0.0.1:{run.port()}/metrics").read()
        took = time.monotonic() - began
        run.settle()
        rss = run.figures()["Rss"]
        alone = alone or rss
        print(f"; page {1000 * took:.1f} ms, {len(page) // 1024} KiB; RSS {(rss - alone) / 1024:+.1f} MiB against one record")
        run.stop()


def span(calls, zone):
    """Seconds from the first call to the last acknowledgement; the stand-ins note a call when its latency is over."""
    return calls[-1][0] - calls[0][0] + zone.latency


def single(program, quick):
    zone = Zone(["example.com"])
    run = Program(program, [(zone, 1000, True)], template=True)
    run.wait(lambda: len(zone.records) == 1000, 120)
    print(f"1000 records at a service without batch and declared rate: {len(zone.calls)} calls, {span(zone.calls, zone):.2f} s "
          f"(aim {-(-1000 // 16) * LATENCY * 1.2:.2f} s)")
    run.stop()
    if quick:
        return
    zone = Zone(["example.com"])
    run = Program(program, [(zone, 100, True)], template=True, per_minute=60)
    run.wait(lambda: len(zone.records) == 100, 120)
    times = [call[0] for call in zone.calls]
    most = max(sum(1 for time in times if begin <= time < begin + 60) for begin in times)
    print(f"100 records where 60 calls a minute are declared: {span(zone.calls, zone):.2f} s, at most {most} calls within a minute")
    run.stop()


def dead(program, quick):
    alone = None
    for dead_ones in (0, 1, 9):
        worlds = [(Zone([f"z{i}.example.com"]), 20, i >= dead_ones) for i in range(10)]
        run = Program(program, worlds)
        living = [zone for zone, _, alive in worlds if alive]
        run.wait(lambda: all(len(zone.records) == 20 for zone in living))
        took = 1000 * (max(zone.calls[-1][0] for zone in living) - run.began)
        alone = alone or took
        print(f"{dead_ones} dead accounts among ten: the living were published {took:.0f} ms after the start ({took / alone:.2f} x)")
        run.process.kill()
        run.process.wait()


def reaction(program, quick):
    ip("link", "add", "wan0", "type", "veth", "peer", "name", "wan1")
    for name in ("wan0", "wan1"):
        ip("link", "set", name, "up")
    links = Links()
    for family, net in ((4, "198.51.100.{}/24"), (6, "2001:db8:7::{:x}/64")):
        zone = quick_zone()
        links.add(net.format(10))
        run = Program(program, [(zone, 1, True)], family=family,
                      source=f"{{ id: wan, type: interface, family: ipv{family}, interface: wan0, allow_documentation: true }}")
        run.wait(lambda: zone.records)
        run.settle()
        spans = []
        for i in range(10 if family == 4 else 3):
            calls, old, new = len(zone.calls), net.format(10 + i), net.format(11 + i)
            links.remove(old)
            usable = links.add(new)
            run.wait(lambda: len(zone.calls) > calls)
            spans.append(1000 * (zone.calls[calls][0] - usable()))
            run.wait(lambda: any(row["content"] == new.split("/")[0] for row in zone.records.values()))
            run.settle()  # gains within 300 ms of each other are one change
        spans.sort()
        print(f"usable IPv{family} address to API call: median {spans[len(spans) // 2]:.1f} ms, worst {spans[-1]:.1f} ms "
              f"of {len(spans)}" + (" (from the end of duplicate address detection)" if family == 6 else ""))
        run.stop()
        links.remove(net.format(10 + len(spans)))
    links.close()
    ip("link", "del", "wan0")


def storms(program, quick):
    if quick:
        return
    zone = quick_zone()
    zone.fault = lambda path: (429, {}, {"success": False, "errors": [{"code": 10000, "message": "slow down"}], "result": None})
    run = Program(program, [(zone, 5, True)], interval="5s")
    time.sleep(120)
    print(f"two minutes of 429 without Retry-After, checked every 5 s: {len(zone.calls)} calls")
    run.stop()
    zone = quick_zone()
    refused = []

    def once(_):
        if refused:
            return None
        refused.append(time.monotonic())
        return 429, {"Retry-After": "60"}, {"success": False, "errors": [], "result": None}

    zone.fault = once
    run = Program(program, [(zone, 5, True)], interval="5s")
    run.wait(lambda: len(zone.records) == 5, 90)
    within = len([c for c in zone.calls if c[0] < refused[0] + 60])
    print(f"Retry-After: 60: {within} call in that minute, repaired {zone.calls[-1][0] - refused[0] - 60:.1f} s after it")
    run.stop()


CASES = {case.__name__: case for case in (idle, checks, reaction, many, single, dead, storms)}


def main():
    program = os.path.abspath(sys.argv[1])
    quick = "--quick" in sys.argv
    wanted = [word for word in sys.argv[2:] if not word.startswith("-")] or list(CASES)
    unknown = [word for word in wanted if word not in CASES]
    if unknown:
        sys.exit(f"unknown case {unknown[0]}; there are: {' '.join(CASES)}")
    if os.environ.get("DDNS_BENCH_NAMESPACE") != "1":
        os.environ["DDNS_BENCH_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, os.path.abspath(__file__), *sys.argv[1:]])
    ip("link", "set", "lo", "up")
    for word in wanted:
        CASES[word](program, quick)


main()
