#!/usr/bin/env python3
"""Prints TypeScript in which the dashboards are literals of Grafana's own types; `tsc --strict` then finds what is wrong.

usage: types.py >FILE.ts
"""
import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
PANELS = {"stat": "Stat", "table": "Table", "timeseries": "TimeSeries", "state-timeline": "StateTimeline", "heatmap": "Heatmap"}
HEAD = """import type { Dashboard, Panel, RowPanel, VariableModel, AnnotationQuery } from "@grafana/schema";
// The types are enums; JSON has their values.
type Wide<T> = T extends string ? `${T}` : T extends number ? (`${T}` extends `${infer N extends number}` ? N | T : T)
  : T extends object ? { [K in keyof T]: Wide<T[K]> } : T;
"""


def main():
    print(HEAD)
    for name in PANELS.values():
        print(f'import type * as {name} from "@grafana/schema/dist/esm/raw/composable/{name.lower()}/panelcfg/x/{name}PanelCfg_types.gen";')
    number = 0
    for file in sorted(HERE.parent.glob("ddns-*.json")):
        board = json.loads(file.read_text())
        panels = board.pop("panels")
        variables, notes = board["templating"].pop("list"), board["annotations"].pop("list")
        literal = f"\nconst {re.sub('-', '_', board['uid'])}: Wide<Dashboard> = {json.dumps(board)};"
        print(literal)
        for one in variables:
            one.pop("definition", None)  # Grafana writes it, its types do not have it
            if not one["current"]:
                del one["current"]  # nothing chosen yet: Grafana takes the first value
            print(f"const v{(number := number + 1)}: Wide<VariableModel> = {json.dumps(one)};")
        for one in notes:
            for key in ("expr", "step", "titleFormat", "useValueForTime"):  # of the data source, not of the type
                one.pop(key, None)
            print(f"const a{(number := number + 1)}: Wide<AnnotationQuery> = {json.dumps(one)};")
        for one in panels:
            number += 1
            if one["type"] == "row":
                print(f"const r{number}: Wide<RowPanel> = {json.dumps(one)};")
                continue
            module = PANELS[one["type"]]
            print(f"const o{number}: Partial<Wide<{module}.Options>> = {json.dumps(one.pop('options'))};")
            custom = one["fieldConfig"]["defaults"].pop("custom", None)
            if custom is not None:
                print(f"const c{number}: Partial<Wide<{module}.FieldConfig>> = {json.dumps(custom)};")
            print(f"const p{number}: Wide<Panel> = {json.dumps(one)};")


main()
