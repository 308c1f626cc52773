"""Reads as much of PromQL as the checks need: which series an expression selects, and inside which functions.

promtool judges the syntax; this only finds selectors, so a text that promtool refuses may give nonsense here.
"""
import dataclasses
import re

TOKEN = re.compile(r"""
    (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
  | (?P<comment>\#[^\n]*)
  | (?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:[smhdwy]\w*)?)
  | (?P<word>[a-zA-Z_:][a-zA-Z0-9_:]*)
  | (?P<range>\[[^\]]*\])
  | (?P<selector>\{(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\})
  | (?P<mark>[(),]|[<>=!]=?|[-+*/%^@]|=~|!~)
  | (?P<space>\s+)
""", re.X)
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"')
GROUPING = {"by", "without", "on", "ignoring", "group_left", "group_right"}
WORDS = {"and", "or", "unless", "offset", "bool", "atan2", "inf", "nan", "start", "end"}
SUFFIXES = ("_bucket", "_count", "_sum")


@dataclasses.dataclass
class Selector:
    metric: str
    matchers: dict  # label -> (operator, value)
    range: str  # "[5m]" without brackets, or ""
    functions: tuple  # from the outside in

    @property
    def label_names(self):
        return set(self.matchers)


def tokens(text):
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"cannot read PromQL at: {text[at:at + 30]!r}")
        at = found.end()
        if found.lastgroup not in ("space", "comment"):
            yield found.lastgroup, found.group()


def read(text):
    """(selectors, grouping labels): the labels are those named by `by`, `on` and the like."""
    stream = list(tokens(text))
    selectors, grouped, stack = [], set(), []
    at = 0
    while at < len(stream):
        kind, word = stream[at]
        after = stream[at + 1] if at + 1 < len(stream) else ("", "")
        if kind == "word" and word in GROUPING:
            if after[1] == "(":
                at = grouping_end(stream, at, grouped)
        elif kind == "word" and word.lower() in WORDS:
            pass
        elif kind == "word" and is_call(stream, at):
            stack.append(word)
            at += 1
            if stream[at][1] != "(":
                at = grouping_end(stream, at, grouped) + 1
        elif kind == "word":
            at = add(stream, at, word, stack, selectors)
        elif kind == "selector":
            at = add(stream, at - 1, "", stack, selectors)
        elif word == "(":
            stack.append("")
        elif word == ")":
            stack.pop()
        at += 1
    return selectors, grouped


def grouping_end(stream, at, grouped):
    """From `by` to the parenthesis that closes its list, which goes into `grouped`."""
    close = next(i for i in range(at, len(stream)) if stream[i][1] == ")")
    grouped |= {word for kind, word in stream[at + 2:close] if kind == "word"}
    return close


def is_call(stream, at):
    """`rate(`, `sum(`, and `sum by (job) (`."""
    after = [w for _, w in stream[at + 1:at + 3]]
    return after[:1] == ["("] or (after[:1] and after[0] in ("by", "without"))


def add(stream, at, metric, stack, selectors):
    matchers, span = {}, ""
    if at + 1 < len(stream) and stream[at + 1][0] == "selector":
        at += 1
        matchers = {label: (op, value) for label, op, value in MATCHER.findall(stream[at][1])}
    if at + 1 < len(stream) and stream[at + 1][0] == "range":
        at += 1
        span = stream[at][1][1:-1]
    name = metric or matchers.get("__name__", ("", ""))[1]
    selectors.append(Selector(name, matchers, span, tuple(f for f in stack if f)))
    return at


def base_name(metric, known):
    """`x_bucket` → `x` where x is a known histogram."""
    for suffix in SUFFIXES:
        stem = metric.removesuffix(suffix)
        if stem != metric and known.get(stem, {}).get("type") == "histogram":
            return stem
    return metric
