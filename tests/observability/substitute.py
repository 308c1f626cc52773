"""What Grafana does with the variables of a query, as far as the dashboards use them."""
import re


def fill(expr, selected=None, rate_interval="5m", span="6h"):
    """`selected`: variable → list of values; a variable without any matches everything. Raises KeyError on an unknown `$`."""
    def value(found):
        name = found[1]
        if name == "__rate_interval":
            return rate_interval
        if name == "__range":
            return span
        if selected is None:
            return ".*"
        return "|".join(re.escape(one).replace("\\-", "-").replace("\\", "\\\\") for one in selected[name]) or ".*"
    return re.sub(r"\$\{?(\w+)\}?", value, expr)
