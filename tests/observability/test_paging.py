"""The judges of the alert scenarios find what they are there to find."""
import collections
import sys
import unittest

sys.dont_write_bytecode = True
import fast_rules  # noqa: E402
from paging import stage, world  # noqa: E402
from paging.robots import Ledger, signature  # noqa: E402


def told(ledger, alert, instance, ways, *states):
    for way in ways:
        for state in states:
            ledger.take(way, f"[{state}] {alert} {instance} ddns (warning)")


class Complaints(unittest.TestCase):
    def setUp(self):
        self.stage = stage.Stage.__new__(stage.Stage)
        self.stage.name = "here"
        self.stage.world = collections.namedtuple("World", "ledger")(Ledger())
        self.stage.expected = {("DDNSRecordStale", "here"): "critical"}
        self.ledger = self.stage.world.ledger
        self.ways = world.WAYS["critical"]

    def test_what_was_expected_is_no_complaint(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways, "FIRING:1", "RESOLVED")
        self.assertEqual(list(self.stage.complaints()), [])

    def test_another_alert(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways, "FIRING:1", "RESOLVED")
        told(self.ledger, "DDNSCpuHigh", "here", world.WAYS["warning"], "FIRING:1", "RESOLVED")
        self.assertIn("DDNSCpuHigh of here was told to mail to operators@example.com, which was not expected", list(self.stage.complaints()))

    def test_another_instance_is_not_this_stages(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways, "FIRING:1", "RESOLVED")
        told(self.ledger, "DDNSCpuHigh", "there", world.WAYS["warning"], "FIRING:1")
        self.assertEqual(list(self.stage.complaints()), [])

    def test_a_way_that_was_left_out(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways - {"feishu"}, "FIRING:1", "RESOLVED")
        self.assertEqual(list(self.stage.complaints()), ["DDNSRecordStale of here was not told to feishu"])

    def test_a_way_that_was_not_meant(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways | {world.OPERATORS}, "FIRING:1", "RESOLVED")
        self.assertEqual(len(list(self.stage.complaints())), 1)

    def test_never_told_to_be_over(self):
        told(self.ledger, "DDNSRecordStale", "here", self.ways, "FIRING:1")
        self.assertEqual(len(list(self.stage.complaints())), len(self.ways))


class Reading(unittest.TestCase):
    def test_a_merged_and_escaped_message_tells_all(self):
        ledger = Ledger()
        ledger.take("dingtalk", "### 2 messages\n\n\\[FIRING:1\\] DDNSTargetDown killed\\-process ddns\n\n[RESOLVED:2] DDNSRecordStale a ddns")
        self.assertEqual([one.alert for one in ledger.about("killed-process") + ledger.about("a")], ["DDNSTargetDown", "DDNSRecordStale"])

    def test_a_message_without_an_alert_is_strange(self):
        ledger = Ledger()
        ledger.take("dingtalk", "hello")
        self.assertEqual(len(ledger.strange), 1)

    def test_the_signature_is_the_services_own(self):
        # RFC 4231, test case 2.
        self.assertEqual(signature("Jefe", "what do ya want for nothing?"), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=")

    def test_times_of_the_shipped_routes_are_divided(self):
        self.assertEqual(world.faster("group_wait: 30s\n  group_interval: 5m\nrepeat_interval: 4h"),
                         "group_wait: 500ms\n  group_interval: 5000ms\nrepeat_interval: 240000ms")


class FastRules(unittest.TestCase):
    def test_times_are_divided_and_limits_stay(self):
        self.assertEqual(fast_rules.fast_expr("rate(x[5m] offset 30m) > 0.5", 60), "rate(x[5s] offset 30s) > 0.5")
        self.assertEqual(fast_rules.fast_expr("(time() - x > 300) and y >= 3", 60), "(time() - x > 5) and y >= 3")
        self.assertEqual(fast_rules.fast_expr("a > clamp_min(2 * ddns_cycle_interval_seconds + 60, 600)", 60),
                         "a > clamp_min(2 * ddns_cycle_interval_seconds + 1, 10)")

    def test_no_time_of_the_shipped_rules_is_left_as_it_was(self):
        for group in fast_rules.fast_rules(60)["groups"]:
            for rule in group["rules"]:
                self.assertNotRegex(rule["expr"], r"\[\d+[mhd]\]|offset \d+[mhd]", rule.get("alert") or rule["record"])


if __name__ == "__main__":
    unittest.main()
