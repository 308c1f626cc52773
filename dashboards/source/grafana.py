"""The few shapes of Grafana's dashboard JSON (schemaVersion 39, Grafana 11 and later) that the two dashboards use."""

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
GREEN, YELLOW, RED = "green", "yellow", "red"


def target(expr, legend="", *, instant=False, table=False, heatmap=False):
    """One query. `legend` is Grafana's `{{label}}` text; tables need none."""
    out = {"datasource": DATASOURCE, "editorMode": "code", "expr": " ".join(expr.split()), "legendFormat": legend or "__auto"}
    out |= {"instant": True, "range": False} if instant or table else {"instant": False, "range": True}
    if table or heatmap:
        out["format"] = "table" if table else "heatmap"
    return out


def thresholds(*steps):
    """(colour, from) pairs; the first one has no lower end."""
    return {"mode": "absolute", "steps": [{"color": colour, "value": value} for colour, value in steps]}


def panel(kind, title, description, width, height, targets, *, unit, defaults=None, overrides=None, **more):
    for letter, one in zip("ABCDEFGHIJ", targets):
        one["refId"] = letter
    return {
        "type": kind,
        "title": title,
        "description": " ".join(description.split()),
        "datasource": DATASOURCE,
        "gridPos": {"w": width, "h": height},
        "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit, **(defaults or {})}, "overrides": overrides or []},
        **more,
    }


def stat(title, description, width, targets, *, unit="short", steps=((GREEN, None),), decimals=None, mappings=None, no_value=None):
    defaults = {"color": {"mode": "thresholds"}, "thresholds": thresholds(*steps), "mappings": mappings or []}
    if decimals is not None:
        defaults["decimals"] = decimals
    if no_value:
        defaults["noValue"] = no_value
    options = {"colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto", "textMode": "auto",
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return panel("stat", title, description, width, 4, targets, unit=unit, defaults=defaults, options=options)


def timeseries(title, description, width, targets, *, unit="short", style="line", stacked=False, line_at=None, maximum=None):
    """style: line or bars. `line_at` draws a red line at a threshold."""
    custom = {"drawStyle": style, "lineWidth": 1, "fillOpacity": 60 if style == "bars" or stacked else 8, "showPoints": "never",
              "spanNulls": False, "axisPlacement": "auto"}
    if stacked:
        custom["stacking"] = {"mode": "normal", "group": "A"}
    defaults = {"color": {"mode": "palette-classic"}, "custom": custom, "min": 0}
    if maximum is not None:
        defaults["max"] = maximum
    if line_at is not None:
        custom["thresholdsStyle"] = {"mode": "line"}
        defaults["thresholds"] = thresholds(("transparent", None), (RED, line_at))
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    return panel("timeseries", title, description, width, 8, targets, unit=unit, defaults=defaults, options=options)


def state_timeline(title, description, width, targets, mappings, steps):
    defaults = {"color": {"mode": "thresholds"}, "thresholds": thresholds(*steps), "mappings": mappings,
                "custom": {"lineWidth": 0, "fillOpacity": 70}}
    options = {"mergeValues": True, "showValue": "never", "rowHeight": 0.9, "alignValue": "left",
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
               "tooltip": {"mode": "single", "sort": "none"}}
    return panel("state-timeline", title, description, width, 8, targets, unit="short", defaults=defaults, options=options)


def heatmap(title, description, width, expr):
    options = {"calculate": False, "cellGap": 1, "color": {"mode": "scheme", "scheme": "Blues", "steps": 64, "exponent": 0.5,
               "fill": "dark-blue", "reverse": False, "scale": "exponential"}, "yAxis": {"axisPlacement": "left", "unit": "s"},
               "legend": {"show": True}, "rowsFrame": {"layout": "auto"}, "showValue": "never", "filterValues": {"le": 1e-9},
               "tooltip": {"mode": "single", "yHistogram": False, "showColorScale": False}, "exemplars": {"color": "red"}}
    return panel("heatmap", title, description, width, 8, [target(expr, "{{le}}", heatmap=True)], unit="short",
                 defaults={"custom": {"scaleDistribution": {"type": "linear"}}}, options=options)


def column(name, **properties):
    """An override: how the column `name` looks."""
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": key.replace("__", "."), "value": value} for key, value in properties.items()]}


def table(title, description, width, height, columns, *, labels, hide=(), links=None):
    """columns: (title, expr, look) each; `labels` in the order of the first columns. Rows are joined over all labels."""
    targets = [target(expr, table=True) for _, expr, _ in columns]
    names = {f"Value #{letter}": name for letter, (name, _, _) in zip("ABCDEFGHIJ", columns)}
    if len(columns) == 1:
        names = {"Value": columns[0][0]}
    order = list(labels) + list(names)
    transformations = [
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {"excludeByName": {name: True for name in ("Time", "__name__", *hide)},
                                       "indexByName": {name: place for place, name in enumerate(order)},
                                       "renameByName": names}},
    ]
    overrides = [column(name, **look) for name, _, look in columns if look]
    for name, url in (links or {}).items():
        overrides.append(column(name, links=[{"title": f"Show this {name}", "url": url, "targetBlank": False}]))
    return panel("table", title, description, width, height, targets, unit="short",
                 defaults={"custom": {"align": "auto", "filterable": True, "cellOptions": {"type": "auto"}}},
                 overrides=overrides, transformations=transformations,
                 options={"showHeader": True, "cellHeight": "sm"})


def lay_out(rows):
    """rows: (title, collapsed, panels). Gives ids and places: panels from left to right, wrapped at 24 columns."""
    out, y, number = [], 0, 0
    for title, collapsed, panels in rows:
        number += 1
        head = {"type": "row", "id": number, "title": title, "collapsed": collapsed, "panels": [],
                "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}}
        out.append(head)
        y, x, line = y + 1, 0, 0
        for one in panels:
            number += 1
            width, height = one["gridPos"]["w"], one["gridPos"]["h"]
            if x + width > 24:
                x, y, line = 0, y + line, 0
            one["id"], one["gridPos"] = number, {"x": x, "y": y, "w": width, "h": height}
            x, line = x + width, max(line, height)
            (head["panels"] if collapsed else out).append(one)
        y += line if not collapsed else 0
    return out


def variable(name, label, metric, label_name, *, multi=True, selector=""):
    query = f"label_values({metric}{{{selector}}}, {label_name})"
    out = {"type": "query", "name": name, "label": label, "datasource": DATASOURCE, "definition": query,
           "query": {"query": query, "refId": f"{name}-values"}, "refresh": 2, "sort": 1, "multi": multi, "includeAll": multi,
           "hide": 0, "regex": "", "skipUrlSync": False, "options": [], "current": {}}
    if multi:  # No allValue: Grafana then sends the listed values, and "All" cannot match other programs' series.
        out["current"] = {"selected": True, "text": ["All"], "value": ["$__all"]}
    return out


def annotation(name, expr, colour, text):
    return {"name": name, "datasource": DATASOURCE, "enable": True, "hide": False, "iconColor": colour, "expr": " ".join(expr.split()),
            "step": "60s", "titleFormat": text, "useValueForTime": False}


def dashboard(uid, title, description, rows, variables, annotations, links):
    source = {"type": "datasource", "name": "datasource", "label": "Data source", "query": "prometheus", "refresh": 1, "hide": 0,
              "includeAll": False, "multi": False, "regex": "", "skipUrlSync": False, "options": [], "current": {}}
    built_in = {"builtIn": 1, "name": "Annotations & Alerts", "type": "dashboard", "enable": True, "hide": True,
                "iconColor": "rgba(0, 211, 255, 1)", "datasource": {"type": "grafana", "uid": "-- Grafana --"}}
    return {"uid": uid, "title": title, "description": description, "tags": ["ddns-sidecar", "dns"], "schemaVersion": 39, "version": 1,
            "editable": False, "graphTooltip": 1, "refresh": "30s", "time": {"from": "now-6h", "to": "now"}, "timezone": "browser",
            "weekStart": "", "fiscalYearStartMonth": 0, "liveNow": False, "timepicker": {}, "links": links,
            "annotations": {"list": [built_in, *annotations]}, "templating": {"list": [source, *variables]}, "panels": lay_out(rows)}
