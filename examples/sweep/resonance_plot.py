"""The amplitude over the ratio of frequencies as SVG, a curve for each damping."""

import math

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
COLOURS = ["#0b5fa5", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#0f766e"]


def resonance_plot(rows):
    """Rows with ratio, damping and amplitude, sorted by damping and ratio."""
    span = (min(row["ratio"] for row in rows), max(row["ratio"] for row in rows))
    top = max(row["amplitude"] for row in rows) * 1.05
    x = lambda ratio: LEFT + (ratio - span[0]) / ((span[1] - span[0]) or 1) * (WIDTH - LEFT - RIGHT)
    y = lambda amplitude: HEIGHT - BOTTOM - amplitude / top * (HEIGHT - TOP - BOTTOM)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
            '<rect width="100%" height="100%" fill="white"/>',
            text(WIDTH / 2, 24, "Amplitude of a driven oscillator", size=15),
            *axes(span, top, x, y),
            *curves(rows, x, y),
            "</svg>\n",
        ]
    )


def axes(span, top, x, y):
    """A frame, ticks at round numbers, and what the axes are."""
    yield (
        f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"'
        ' fill="none" stroke="#888"/>'
    )
    for ratio in ticks(*span):
        yield f'<line x1="{x(ratio):.1f}" y1="{y(0)}" x2="{x(ratio):.1f}" y2="{y(0) + 5}" stroke="#888"/>'
        yield text(x(ratio), y(0) + 18, f"{ratio:g}")
    for amplitude in ticks(0, top):
        yield f'<line x1="{LEFT - 5}" y1="{y(amplitude):.1f}" x2="{LEFT}" y2="{y(amplitude):.1f}" stroke="#888"/>'
        yield text(LEFT - 8, y(amplitude) + 4, f"{amplitude:g}", anchor="end")
    yield text(WIDTH / 2, HEIGHT - 12, "drive frequency / own frequency")
    yield (
        f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">amplitude</text>'
    )


def curves(rows, x, y):
    dampings = sorted({row["damping"] for row in rows})
    for number, damping in enumerate(dampings):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(
            f"{x(row['ratio']):.1f},{y(row['amplitude']):.1f}" for row in rows if row["damping"] == damping
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield text(WIDTH - RIGHT - 12, TOP + 20 + 16 * number, f"damping {damping:g}", anchor="end", fill=colour)


def ticks(low, high):
    """Round numbers from low to high."""
    rough = (high - low) / 8 or 1
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [number * step for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def text(x, y, words, anchor="middle", size=12, fill="black"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{words}</text>'
