"""dashboards/set-links, on a copy elsewhere."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import catalogue

DASHBOARDS = catalogue.ROOT / "dashboards"


class SetLinks(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        for name in ("alerts.yml", "links.yml"):
            shutil.copy(DASHBOARDS / name, self.folder)

    def run_it(self, *arguments):
        return subprocess.run([DASHBOARDS / "set-links", *arguments], capture_output=True, text=True).returncode

    def links(self, runbooks, grafana):
        (self.folder / "links.yml").write_text(f"# two\nrunbook_base: {runbooks}\ndashboard_base: {grafana}\n")

    def test_every_alert_gets_both_addresses_and_nothing_else_changes(self):
        shipped = (self.folder / "alerts.yml").read_text()
        self.assertEqual(self.run_it("--check", str(self.folder)), 0)
        self.links("https://wiki.example/a&b|c.md", "https://grafana.example/g/d")
        self.assertEqual(self.run_it("--check", str(self.folder)), 1)
        self.assertEqual((self.folder / "alerts.yml").read_text(), shipped, "--check changes nothing")
        self.assertEqual(self.run_it(str(self.folder)), 0)
        self.assertEqual(self.run_it("--check", str(self.folder)), 0)
        changed = (self.folder / "alerts.yml").read_text()
        alerts = len(re.findall("- alert:", shipped))
        self.assertEqual(len(re.findall(r"runbook_url: https://wiki\.example/a&b\|c\.md#\w+$", changed, re.M)), alerts)
        self.assertEqual(len(re.findall(r"dashboard_url: https://grafana\.example/g/d/ddns-\w+", changed)), alerts)
        shutil.copy(DASHBOARDS / "links.yml", self.folder)
        self.assertEqual(self.run_it(str(self.folder)), 0)
        self.assertEqual((self.folder / "alerts.yml").read_text(), shipped, "and back again")

    def test_without_an_address_nothing_is_written(self):
        shipped = (self.folder / "alerts.yml").read_text()
        self.links("https://wiki.example", "")
        self.assertEqual(self.run_it(str(self.folder)), 1)
        self.assertEqual((self.folder / "alerts.yml").read_text(), shipped)
        self.assertNotEqual(self.run_it("a", "b"), 0)


if __name__ == "__main__":
    unittest.main()
