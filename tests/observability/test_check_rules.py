"""The checks of check_rules.py, shown to fail: what is shipped passes, one change is found."""
import copy
import unittest

import catalogue
import check_provisioning
import check_rules
import fast_rules

KNOWN = {**catalogue.load(), **catalogue.FOREIGN}
RUNBOOKS = (catalogue.ROOT / "docs" / "runbooks.md").read_text()
GUIDE = (catalogue.ROOT / "docs" / "observability.md").read_text()
LINKS = {"runbook_base": "https://r", "dashboard_base": "https://d"}
RULE = {
    "alert": "DDNSMemoryHigh", "expr": "process_resident_memory_bytes > 134217728 and on (job, instance) ddns_build_info", "for": "10m",
    "labels": {"severity": "warning"},
    "annotations": {"summary": "{{ $labels.instance }}", "description": "d", "runbook_url": "https://r#ddnsmemoryhigh", "dashboard_url": "https://d/ddns-instance"},
}
ROW = "| DDNSMemoryHigh | warning | 10m | `> 134217728` | words |\n"


def changed(path, value):
    rule = copy.deepcopy(RULE)
    at = rule
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return rule


class Rules(unittest.TestCase):
    def said(self, complaints, words):
        text = "\n".join(complaints)
        self.assertIn(words, text)

    def silent(self, complaints):
        self.assertEqual(list(complaints), [])

    def test_annotations(self):
        self.silent(check_rules.check_annotations([RULE], RUNBOOKS, LINKS))
        for path, value, words in [
                (("labels", "severity"), "urgent", "severity"), (("annotations", "summary"), "", "no summary"),
                (("annotations", "runbook_url"), "https://elsewhere#ddnsmemoryhigh", "runbook_url"),
                (("annotations", "runbook_url"), "https://r#ddnscpuhigh", "runbook_url"),
                (("annotations", "dashboard_url"), "https://d/ddns-nowhere", "dashboard_url")]:
            with self.subTest(path=path, value=value):
                self.said(check_rules.check_annotations([changed(path, value)], RUNBOOKS, LINKS), words)
        self.said(check_rules.check_annotations([RULE], RUNBOOKS.replace("## DDNSMemoryHigh", "## Else"), LINKS), "runbook_url")

    def test_runbook_sections(self):
        section = "## DDNSMemoryHigh\n\n**Meaning.** m\n**Impact.** i\n**Diagnosis.** d\n**Mitigation.** m\n"
        self.silent(check_rules.check_runbook_sections([RULE], section))
        self.said(check_rules.check_runbook_sections([RULE], section.replace("Impact", "Effect")), "has no Impact")
        self.said(check_rules.check_runbook_sections([RULE], section + "## DDNSGone\n"), "DDNSGone")

    def test_expressions(self):
        self.silent(check_rules.check_expressions([RULE], KNOWN))
        for expr, words in [
                ("process_resident_memory_bytes", "compares with nothing"), ("process_resident_memory_byte > 1", "nobody exports"),
                ('process_open_fds{family="ipv4"} > 1', "has no label"), ("rate(ddns_cycles_total[30s]) > 1", "shorter than four scrapes"),
                ("ddns_cycles_total > 1", "without rate"), ('rate(ddns_cycle_duration_seconds_bucket{le="1"}[5m]) > 1', "Prometheus 2 and 3")]:
            with self.subTest(expr=expr):
                self.said(check_rules.check_expressions([changed(("expr",), expr)], KNOWN), words)
        absent = {key: value for key, value in changed(("expr",), "absent(up)").items() if key != "for"}
        self.said(check_rules.check_expressions([absent], KNOWN), "absent()")

    def test_cases(self):
        fires, silent = [{"instance": "a"}], []
        self.silent(check_rules.check_cases([RULE], {"DDNSMemoryHigh": [fires, silent]}))
        self.said(check_rules.check_cases([RULE], {"DDNSMemoryHigh": [silent]}), "must fire")
        self.said(check_rules.check_cases([RULE], {"DDNSMemoryHigh": [fires]}), "must not fire")
        self.said(check_rules.check_cases([RULE], {"DDNSMemoryHigh": [[{"job": "a"}], silent]}), "does not survive")
        self.said(check_rules.check_cases([RULE], {"DDNSMemoryHigh": [fires, silent], "DDNSGone": []}), "DDNSGone")

    def test_thresholds(self):
        self.silent(check_rules.check_thresholds([RULE], ROW))
        for text, words in [("", "not in the table"), (ROW.replace("10m", "5m"), "for 10m in alerts.yml"), (ROW.replace("warning", "critical"), "is warning"),
                            (ROW.replace("134217728", "99"), "does not stand in alerts.yml"), (ROW.replace("`> 134217728`", ""), "is not in the table"),
                            (ROW + ROW.replace("MemoryHigh", "Gone"), "DDNSGone")]:
            with self.subTest(text=text):
                self.said(check_rules.check_thresholds([RULE], text), words)

    def test_memory_is_told_before_the_units_limit(self):
        rule = changed(("expr",), "a > 100663296")
        self.silent(check_rules.check_memory([rule], {"a": "MemoryHigh=128M\n", "b": "MemoryHigh=256M\n"}))
        self.said(check_rules.check_memory([rule], {"a": "MemoryHigh=128M\n", "b": "MemoryHigh=96M\n"}), "MemoryHigh of b")
        self.said(check_rules.check_memory([rule], {"a": ""}), "too late")
        self.said(check_rules.check_memory([], {"a": "MemoryHigh=128M\n"}), "not one limit")

    def test_signals_are_for_the_main_process(self):
        self.silent(check_rules.check_kills("r", "`systemctl kill --kill-whom=main -s HUP ddns-sidecar` and `kill`"))
        self.said(check_rules.check_kills("r", "run `systemctl kill -s USR2 ddns-sidecar`."), "-s USR2 ddns-sidecar` hits children")

    def test_use_of_every_metric(self):
        rules = check_rules.rules_of("alerts.yml") + check_rules.rules_of("recording.yml")
        self.said(check_rules.check_use(rules, KNOWN, GUIDE.replace("`process_virtual_memory_bytes`", "")), "process_virtual_memory_bytes is exported")
        self.said(check_rules.check_use(rules, KNOWN, GUIDE.replace("<!-- end -->", "`process_threads`<!-- end -->")), "process_threads as not shown")


class FastRules(unittest.TestCase):
    def test_every_time_is_divided_and_no_other_number(self):
        self.assertEqual(fast_rules.fast_expr("(time() - a > 300) and (min_over_time(a[5m] offset 1h) > 300) and b > 0.5", 30),
                         "(time() - a > 10) and (min_over_time(a[10s] offset 120s) > 300) and b > 0.5")
        self.assertEqual(fast_rules.fast_expr("(time() - a) > clamp_min(3 * ddns_cycle_interval_seconds + 60, 900)", 30),
                         "(time() - a) > clamp_min(3 * ddns_cycle_interval_seconds + 2, 30)")

    def test_all_shipped_rules_are_there(self):
        rules = [rule for group in fast_rules.fast_rules(30)["groups"] for rule in group["rules"]]
        self.assertEqual(len(rules), len(check_rules.rules_of("alerts.yml") + check_rules.rules_of("recording.yml")))
        self.assertFalse([rule for rule in rules if "m]" in rule["expr"] or "h]" in rule["expr"] or "d]" in rule["expr"]])


class Provisioning(unittest.TestCase):
    def test_unknown_missing_and_mistyped_keys(self):
        wanted = {"name!": str, "options": {"path!": str}, "list": [{"n": int}]}
        self.assertEqual(list(check_provisioning.differences({"name": "a", "options": {"path": "b"}, "list": [{"n": 1}]}, wanted, "f")), [])
        for value, words in [({}, "no name"), ({"name": 1}, "must be str"), ({"name": "a", "nam": 1}, "knows no nam"),
                             ({"name": "a", "options": {}}, "no path"), ({"name": "a", "list": []}, "something in it")]:
            with self.subTest(value=value):
                self.assertIn(words, "\n".join(check_provisioning.differences(value, wanted, "f")))


if __name__ == "__main__":
    unittest.main()
