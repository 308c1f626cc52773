"""Each rule of lint_dashboards.py, shown to fail: the shipped dashboard is broken in one place, and that rule must say so."""
import copy
import unittest

import catalogue
import lint_dashboards as lint
import promql

KNOWN = {**catalogue.load(), **catalogue.FOREIGN}
BOARD = lint.load_boards([catalogue.ROOT / "dashboards" / "ddns-instance.json"])[0]


def first(board, kind):
    return next(panel for panel in lint.panels(board) if panel["type"] == kind)


def ask(expr, kind="timeseries"):
    def breaker(board):
        first(board, kind)["targets"][0]["expr"] = expr
    return breaker


def variable(name, **change):
    def breaker(board):
        lint.variables(board)[name].update(change)
    return breaker


def forget(name):
    def breaker(board):
        board["templating"]["list"] = [one for one in board["templating"]["list"] if one["name"] != name]
    return breaker


def of_panel(**change):
    def breaker(board):
        first(board, "timeseries").update(change)
    return breaker


def of_target(**change):
    def breaker(board):
        first(board, "timeseries")["targets"][0].update(change)
    return breaker


def same_id(board):
    board["panels"][1]["id"] = board["panels"][2]["id"]


def overlap(board):
    board["panels"][2]["gridPos"] = dict(board["panels"][1]["gridPos"])


def overlap_in_a_collapsed_row(board):
    row, first, second = board["panels"][:3]
    row.update(collapsed=True, panels=[first, {**second, "gridPos": dict(first["gridPos"])}])
    del board["panels"][1:3]


def too_wide(board):
    board["panels"][1]["gridPos"]["w"] = 25


def no_legend(board):
    first(board, "timeseries")["options"]["legend"]["showLegend"] = False


def odd_unit(board):
    first(board, "stat")["fieldConfig"]["defaults"]["unit"] = "seconds"


def odd_column_unit(board):
    first(board, "table")["fieldConfig"]["overrides"].append({"properties": [{"id": "unit", "value": "milliseconds"}]})


def dead_link(board):
    board["links"][0]["url"] = "/d/ddns-nowhere"


S = '{job=~"$job",instance=~"$instance"}'
BROKEN = [
    ("uneditable_dashboard", lambda board: board.update(editable=True)),
    ("uneditable_dashboard", lambda board: board.update(id=7)),
    ("uneditable_dashboard", lambda board: board.update(__inputs=[])),
    ("template_datasource", forget("datasource")),
    ("template_job", forget("job")),
    ("template_instance", forget("instance")),
    ("template_label_promql", variable("record", query={"query": "label_values(record)"})),
    ("template_label_promql", variable("record", query={"query": "label_values(ddns_cycles_total{}, record)"}, definition="label_values(ddns_cycles_total{}, record)")),
    ("template_on_time_change_reload", variable("provider", refresh=1)),
    ("template_all_value", variable("provider", allValue=".+")),
    ("panel_datasource", of_panel(datasource=None)),
    ("panel_datasource", of_target(datasource={"type": "prometheus", "uid": "${DS_PROMETHEUS}"})),
    ("hard_coded_datasource", of_panel(datasource={"type": "prometheus", "uid": "P1809F7CD0C75ACF3"})),
    ("panel_title_description", of_panel(title="")),
    ("panel_title_description", of_panel(description="")),
    ("panel_units", odd_unit),
    ("panel_units", odd_column_unit),
    ("panel_no_targets", of_panel(targets=[])),
    ("panel_ids", same_id),
    ("panel_places", overlap),
    ("panel_places", overlap_in_a_collapsed_row),
    ("panel_places", too_wide),
    ("panel_legend", of_target(legendFormat="__auto")),
    ("panel_legend", of_target(legendFormat="{{gone}}")),
    ("panel_legend", no_legend),
    ("links_resolve", dead_link),
    ("target_rate_interval", ask(f"sum(rate(ddns_cycles_total{S}[5m]))")),
    ("target_rate_interval", ask(f"sum(increase(ddns_cycles_total{S}[1m]))")),
    ("target_job", ask('sum(ddns_cycle_interval_seconds{instance=~"$instance"})')),
    ("target_job", ask('sum(ddns_cycle_interval_seconds{job="ddns",instance=~"$instance"})')),
    ("target_instance", ask('sum(ddns_cycle_interval_seconds{job=~"$job"})')),
    ("target_counter_agg", ask(f"sum(ddns_cycles_total{S})")),
    ("target_counter_agg", ask(f"sum(ddns_cycle_duration_seconds_count{S})")),
    ("target_shared_metric", ask(f"max(process_resident_memory_bytes{S})")),
    ("target_no_false_zero", ask(f"histogram_quantile(0.9, sum by (le) (rate(ddns_cycle_duration_seconds_bucket{S}[$__rate_interval]))) or vector(0)")),
    ("target_known", ask(f"sum(ddns_cycle_intervall_seconds{S})")),
    ("target_known", ask('sum(ddns_cycle_interval_seconds{job=~"$job",instance=~"$instance",provider="x"})')),
    ("target_unresolved", ask('sum(ddns_cycle_interval_seconds{job=~"$job",instance=~"$host"})')),
]


class Lint(unittest.TestCase):
    def test_shipped_dashboards_are_good(self):
        for board in lint.load_boards():
            self.assertEqual(lint.lint(board, KNOWN), [])

    def test_every_rule_can_fail(self):
        self.assertEqual({rule.__name__ for rule in lint.RULES}, {rule for rule, _ in BROKEN})

    def test_a_broken_dashboard_is_found(self):
        for number, (rule, breaker) in enumerate(BROKEN):
            with self.subTest(rule=rule, number=number):
                board = copy.deepcopy(BOARD)
                breaker(board)
                self.assertIn(rule, [found for found, _ in lint.lint(board, KNOWN)])


class Promql(unittest.TestCase):
    def test_finds_series_with_labels_range_and_functions(self):
        found, grouped = promql.read('sum by (a) (rate(x{b="c}", d=~"e"}[5m] offset 1h)) / on (f) group_left () y > bool 0')
        self.assertEqual([(one.metric, one.range, one.functions, one.label_names) for one in found],
                         [("x", "5m", ("sum", "rate"), {"b", "d"}), ("y", "", (), set())])
        self.assertEqual(grouped, {"a", "f"})

    def test_takes_no_word_of_the_language_for_a_series(self):
        self.assertEqual([one.metric for one in promql.read("a and on (i) b or vector(0) unless time() - c > 1e3")[0]], ["a", "b", "c"])


if __name__ == "__main__":
    unittest.main()
