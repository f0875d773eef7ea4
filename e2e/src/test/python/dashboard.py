#!/usr/bin/env python3
"""dashboard.py DASHBOARD PROMETHEUS PNG [NAME=VALUE...]: a picture of a Grafana dashboard where there is no Grafana.

Asks the Prometheus of that URL for every panel of the file DASHBOARD, over the last ten minutes or as long as there is something,
with the dashboard's variables as given, and draws all panels in their grid. Once they are drawn it ends with an error if some
have no data, and names these.
"""
import json
import math
import re
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime, timezone

import matplotlib

matplotlib.use("Agg")
from matplotlib import dates, patches, pyplot, ticker

SECONDS = 600
STEP = 2
RATE_INTERVAL = "1m"
COLUMNS = 24
INCHES_WIDE = 16
INCHES_PER_ROW = 0.36
MOST_IN_LEGEND = 6
COLOURS = {"green": "#56a64b", "orange": "#ff780a", "red": "#e02f44"}
INK = "#333333"


def ask(path, **parameters):
    with urllib.request.urlopen(f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}") as answer:
        return json.load(answer)["data"]["result"]


def expression(target):
    text = target["expr"].replace("$__rate_interval", RATE_INTERVAL)
    for name, value in variables.items():
        text = text.replace("$" + name, value)
    return text


def name(target, labels):
    text = re.sub(r"{{\s*(\w+)\s*}}", lambda found: labels.get(found[1], ""), target.get("legendFormat", ""))
    return text or ", ".join(labels.values()) or "value"


def lines(panel):
    """The finite values of each series by time: [(name, {seconds: value})]."""
    now = time.time()
    for target in panel["targets"]:
        found = ask("query_range", query=expression(target), start=now - SECONDS, end=now, step=STEP)
        for series in found:
            values = {at: float(value) for at, value in series["values"] if math.isfinite(float(value))}
            if values:
                yield name(target, series["metric"]), values


def with_unit(unit, value):
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "bytes":
        return f"{value / 2**20:.4g} MiB"
    if unit == "s":
        return f"{value:.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"
    return f"{value:.4g}" + {"reqps": " req/s", "ops": " ops/s"}.get(unit, "")


def box(x, y, w, h):
    """A place of the grid, counted from its top left, as a share of the figure, counted from its bottom left."""
    return x / COLUMNS, 1 - (y + h) / rows, w / COLUMNS, h / rows


def inside(panel, left=0.3, top=1.4, right=0.3, bottom=0.3):
    at = panel["gridPos"]
    return figure.add_axes(
        box(at["x"] + left, at["y"] + top, at["w"] - left - right, at["h"] - top - bottom)
    )


def frame(panel):
    at = panel["gridPos"]
    left, bottom, width, height = box(at["x"] + 0.05, at["y"] + 0.1, at["w"] - 0.1, at["h"] - 0.2)
    figure.add_artist(patches.Rectangle((left, bottom), width, height, facecolor="white", edgecolor="#dddddd", zorder=-1))
    left, bottom, _, _ = box(at["x"] + 0.2, at["y"], 0, 0.9)
    figure.text(left, bottom, panel["title"], fontsize=9, fontweight="bold", color=INK)


def row(panel):
    at = panel["gridPos"]
    left, bottom, _, _ = box(at["x"] + 0.1, at["y"], 0, 0.8)
    figure.text(left, bottom, panel["title"], fontsize=11, color=INK)
    return True


def stat(panel):
    found = list(lines(panel))
    axes = inside(panel)
    axes.axis("off")
    for _, values in found:
        last = values[max(values)]
        defaults = panel["fieldConfig"]["defaults"]
        steps = [step for step in defaults["thresholds"]["steps"] if step["value"] is None or last >= step["value"]]
        colour = COLOURS.get(steps[-1]["color"], INK)
        axes.text(0.5, 0.5, with_unit(defaults.get("unit"), last), fontsize=34, color=colour, ha="center", va="center")
    return bool(found)


def table(panel):
    organised = [each["options"] for each in panel.get("transformations", []) if each["id"] == "organize"]
    renamed = {old: new for options in organised for old, new in options.get("renameByName", {}).items()}
    found = [series["metric"] for target in panel["targets"] for series in ask("query", query=expression(target))]
    axes = inside(panel)
    axes.axis("off")
    columns = sorted({label for labels in found for label in labels})
    if found:
        axes.table(
            cellText=[[labels.get(column, "") for column in columns] for labels in found],
            colLabels=[renamed.get(column, column) for column in columns],
            cellLoc="left",
            loc="upper left",
        )
    return bool(found)


def timeseries(panel):
    found = sorted(lines(panel), key=lambda series: series[0])
    defaults = panel["fieldConfig"]["defaults"]
    custom = defaults["custom"]
    axes = inside(panel, left=1.6, bottom=2.4)
    if custom["stacking"]["mode"] == "normal" and found:
        times = sorted({at for _, values in found for at in values})
        stack = [[values.get(at, 0) for at in times] for _, values in found]
        axes.stackplot(when(times), stack, labels=[series for series, _ in found], alpha=0.6)
    else:
        for series, values in found:
            times = sorted(values)
            axes.plot(when(times), [values[at] for at in times], label=series, linewidth=custom["lineWidth"])
    axes.set_ylim(bottom=defaults.get("min"), top=defaults.get("max"))
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: with_unit(defaults.get("unit"), value)))
    axes.yaxis.set_major_locator(ticker.MaxNLocator(4))
    axes.xaxis.set_major_locator(dates.AutoDateLocator(minticks=2, maxticks=5))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%H:%M:%S"))
    axes.tick_params(labelsize=7, colors=INK)
    axes.grid(color="#eeeeee")
    axes.spines[:].set_visible(False)
    legend(axes, panel["gridPos"]["w"])
    return bool(found)


def when(times):
    return [datetime.fromtimestamp(at, timezone.utc) for at in times]


def legend(axes, width):
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > MOST_IN_LEGEND:
        handles, labels = handles[:MOST_IN_LEGEND], labels[:MOST_IN_LEGEND]
        labels[-1] += ", and more"
    if labels:
        axes.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(-0.1, -0.12), ncols=max(2, width // 4), fontsize=6, frameon=False
        )


def draw(panel):
    if panel["type"] == "row":
        return row(panel)
    frame(panel)
    return {"stat": stat, "table": table, "timeseries": timeseries}[panel["type"]](panel)


dashboard, prometheus, png, *assignments = sys.argv[1:]
variables = dict(assignment.split("=", 1) for assignment in assignments)
with open(dashboard, encoding="utf-8") as file:
    panels = json.load(file)["panels"]
rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels)
figure = pyplot.figure(figsize=(INCHES_WIDE, rows * INCHES_PER_ROW), dpi=100, facecolor="#f4f5f5")
empty = [panel["title"] for panel in panels if not draw(panel)]
figure.savefig(png)
if empty:
    sys.exit("no data: " + ", ".join(empty))
print(f"{len(panels)} panels are drawn")
