"""Draws the measurements above their periodogram, as SVG."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 680
LEFT, RIGHT = 76, 936
LEGEND = 250
INK, MUTED, GRID, DATA, POWER, MARK = "#1f2933", "#52606d", "#e4e7eb", "#2f6f9f", "#3e7c59", "#b4452c"

UNITS = {"year": "years", "years": "years", "day": "days", "days": "days", "jd": "days", "mjd": "days", "hjd": "days",
         "bjd": "days", "hour": "hours", "hours": "hours", "second": "s", "seconds": "s"}


class Axis:
    """Maps numbers between two ends to places between two others; on a logarithmic axis by their logarithm."""

    def __init__(self, low, high, start, end, logarithmic=False):
        self.low, self.high, self.start, self.end = low, high, start, end
        self.scale = math.log10 if logarithmic else float

    def place(self, number):
        low, high = self.scale(self.low), self.scale(self.high)
        return self.start + (self.scale(number) - low) / (high - low) * (self.end - self.start)


def write(path, series, frequencies, powers, peaks, chance):
    """chance: the power that white noise alone reaches once in a hundred records."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="Helvetica, Arial, sans-serif" font-size="13">',
        f"<title>Periods in {escape(series['value'])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        text(LEFT, 32, f"Periods in {series['value']}", size=19, weight="bold"),
        text(LEFT, 52, subtitle(series), fill=MUTED),
        *data_panel(series),
        *power_panel(series["time"], frequencies, powers, peaks, chance),
        "</svg>",
    ]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n")


def subtitle(series):
    times = series["times"]
    return (f"{len(times):,} measurements, {series['time']} {times[0]:g} to {times[-1]:g}; "
            "generalised Lomb\u2013Scargle periodogram")


def data_panel(series):
    times, values = series["times"], series["values"]
    across = Axis(times[0], times[-1], LEFT, RIGHT)
    margin = 0.05 * (max(values) - min(values))
    up = Axis(min(values) - margin, max(values) + margin, 290, 76)
    places = [(across.place(time), up.place(value)) for time, value in zip(times, values)]
    yield from frame(across, up, nice_ticks(across.low, across.high, 9), nice_ticks(up.low, up.high, 6))
    yield line(places, DATA, 1)
    if len(places) <= 400:
        yield "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{DATA}"/>' for x, y in places)
    yield from titles(across, up, series["time"], series["value"])


def power_panel(time, frequencies, powers, peaks, chance):
    across = Axis(1 / frequencies[-1], 1 / frequencies[0], LEFT, RIGHT, logarithmic=True)
    top = min(1.0, 1.2 * max(max(powers), chance))
    up = Axis(0, top, 624, 376)
    yield from frame(across, up, period_ticks(across.low, across.high), nice_ticks(0, top, 5))
    level = up.place(chance)
    yield (f'<line x1="{LEFT}" x2="{RIGHT}" y1="{level:.1f}" y2="{level:.1f}" stroke="{MARK}" stroke-width="1"'
           ' stroke-dasharray="5 4"/>')
    places = [(across.place(1 / frequency), up.place(power)) for frequency, power in zip(frequencies, powers)]
    yield line(thinned(places), POWER, 1.3)
    yield from markers(across, up, peaks)
    yield from legend(peaks, time, emptier_side(places))
    yield from titles(across, up, f"period ({unit_of(time)})", "power (share of the variance)")


def frame(across, up, columns, rows):
    top, bottom = up.end, up.start
    for number, label in columns:
        x = across.place(number)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="{GRID}"/>'
        yield text(x, bottom + 18, label, anchor="middle", fill=MUTED)
    for number, label in rows:
        y = up.place(number)
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        yield text(LEFT - 8, y + 4.5, label, anchor="end", fill=MUTED)
    yield f'<path d="M{LEFT} {top}V{bottom}H{RIGHT}" fill="none" stroke="{MUTED}"/>'


def titles(across, up, below, beside):
    middle = (up.start + up.end) / 2
    yield text((across.start + across.end) / 2, up.start + 38, below, anchor="middle")
    yield f'<g transform="translate(20 {middle:.1f}) rotate(-90)">{text(0, 0, beside, anchor="middle")}</g>'


def markers(across, up, peaks):
    """A numbered dot over each peak, higher where it would hide another."""
    taken = []
    for peak in peaks:
        x, y = across.place(peak["period"]), up.place(peak["power"]) - 13
        while any(abs(x - other) < 18 and abs(y - height) < 18 for other, height in taken):
            y -= 4
        taken.append((x, y))
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="{MARK}"/>'
        yield text(x, y + 4, peak["rank"], anchor="middle", fill="#ffffff", size=11, weight="bold")


def emptier_side(places):
    """Where the legend hides less of the curve: its left edge."""
    sides = (RIGHT - LEGEND - 12, LEFT + 14)
    return max(sides, key=lambda side: min((y for x, y in places if side <= x <= side + LEGEND), default=HEIGHT))


def legend(peaks, time, x):
    y, height = 384, 20 * min(8, len(peaks)) + 54
    yield (f'<rect x="{x}" y="{y}" width="{LEGEND}" height="{height}" rx="4" fill="#ffffff" fill-opacity="0.92"'
           f' stroke="{GRID}"/>')
    yield text(x + 14, y + 21, f"Peaks: period ({unit_of(time)})", weight="bold", size=12)
    yield text(x + 236, y + 21, "power", anchor="end", weight="bold", size=12)
    for row, peak in enumerate(peaks[:8], start=1):
        yield text(x + 14, y + 21 + 20 * row, f"{peak['rank']}.", fill=MARK, weight="bold")
        yield text(x + 40, y + 21 + 20 * row, f"{peak['period']:.6g}")
        yield text(x + 236, y + 21 + 20 * row, f"{peak['power']:.3f}", anchor="end", fill=MUTED)
    below = y + height - 12
    yield f'<path d="M{x + 14} {below - 4}h22" stroke="{MARK}" stroke-dasharray="5 4"/>'
    yield text(x + 42, below, "noise alone: 1 % of records get here", fill=MUTED, size=11)


def unit_of(time):
    """The unit of a period, as the name of the column of times tells it."""
    if time.endswith(")") and "(" in time:
        return time[time.rindex("(") + 1:-1]
    return UNITS.get(time.lower(), f"in units of {time}")


def nice_ticks(low, high, wanted):
    """Round numbers about so many, with their labels."""
    rough = (high - low) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    digits = max(0, -math.floor(math.log10(step)))
    first = math.ceil(low / step - 1e-9)
    return [(index * step, f"{index * step:.{digits}f}") for index in range(first, math.floor(high / step + 1e-9) + 1)]


def period_ticks(low, high):
    """1, 2 and 5 of every decade; all nine digits where the range is less than one decade."""
    digits = (1, 2, 5) if high / low > 10 else range(1, 10)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [digit * 10.0 ** decade for decade in decades for digit in digits]
    return [(tick, f"{tick:g}") for tick in ticks if low <= tick <= high]


def thinned(places):
    """Of the points that share a quarter of a pixel, the lowest and the highest."""
    columns = {}
    for x, y in places:
        column = columns.setdefault(round(4 * x), [(x, y), (x, y)])
        if y > column[0][1]:
            column[0] = (x, y)
        if y < column[1][1]:
            column[1] = (x, y)
    return [place for pair in columns.values() for place in (pair if pair[0] != pair[1] else pair[:1])]


def line(places, colour, width):
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return (f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"'
            ' stroke-linejoin="round"/>')


def text(x, y, content, anchor="start", fill=INK, size=13, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}"'
            f' font-weight="{weight}">{escape(str(content))}</text>')
