#!/usr/bin/env python3
"""Finds the periods in a table of measurements.

Reads a CSV table with a column of times and a column of values, computes the generalised Lomb-Scargle periodogram
(Zechmeister & Kuerster 2009: least squares of a sinusoid with a floating mean, for times at any spacing), and leaves
two files in the folder $RUNYARD_RESULTS, or in the current one: periodogram.svg, a plot of the data and of the
periodogram, and peaks.csv, the highest peaks. Needs Python 3.8 or newer and nothing else.
"""

import argparse
import csv
import math
import os
import sys
from operator import mul

sys.dont_write_bytecode = True  # The folder of the example stays as it was delivered.
import plot  # noqa: E402

# Frequencies per width of a peak (1 / the length of the record): five leave no peak between two of them.
OVERSAMPLING = 5
# More frequencies than this take minutes; the grid then ends at a longer period, and says so.
MOST_FREQUENCIES = 40_000
FEWEST_ROWS = 10


class Mistake(Exception):
    """Something about the input that its author can put right."""


def main():
    arguments = read_arguments()
    try:
        run(arguments)
    except Mistake as mistake:
        print(f"periodogram: {mistake}", file=sys.stderr)
        sys.exit(1)


def read_arguments():
    parser = argparse.ArgumentParser(prog="periodogram", description="Find the periods in a table of measurements.")
    parser.add_argument("table", help="a CSV file with a header; lines that begin with # are comments")
    parser.add_argument("--time", help="the column of times (default: the first column of numbers)")
    parser.add_argument("--value", help="the column of values (default: the second column of numbers)")
    parser.add_argument("--min", type=float, default=0, help="the shortest period (default: twice the usual spacing)")
    parser.add_argument("--max", type=float, default=0, help="the longest period (default: the length of the record)")
    parser.add_argument("--peaks", type=int, default=5, help="how many peaks to report (default: 5)")
    parser.add_argument("--keep-trend", action="store_true", help="do not take a straight line away first")
    return parser.parse_args()


def run(arguments):
    if arguments.peaks < 1:
        raise Mistake(f"Cannot report {arguments.peaks} peaks: ask for one or more")
    series = read_series(arguments.table, arguments.time, arguments.value)
    times, values = series["times"], series["values"]
    say(f"Read {len(times)} rows: {series['value']} against {series['time']}, {times[0]:g} to {times[-1]:g}")
    flat = values if arguments.keep_trend else without_trend(times, values)
    shortest, longest = period_range(times, arguments.min, arguments.max)
    frequencies, powers = periodogram(times, flat, shortest, longest)
    peaks = find_peaks(times, flat, frequencies, powers, arguments.peaks)
    for peak in peaks:
        say(f"Peak {peak['rank']}: period {peak['period']:.6g}, power {peak['power']:.3f}")
    folder = os.environ.get("RUNYARD_RESULTS", ".")
    write_peaks(os.path.join(folder, "peaks.csv"), peaks)
    chance = power_by_chance(0.01, len(times), len(powers) / OVERSAMPLING)
    plot.write(os.path.join(folder, "periodogram.svg"), series, frequencies, powers, peaks, chance)
    say("Wrote periodogram.svg and peaks.csv")


def say(text):
    print(text, flush=True)


# The table


def read_series(path, time, value):
    """The rows of two columns, by time."""
    names, rows = read_table(path)
    # Mostly numbers is enough: a gap among them then gets a sentence of its own.
    numeric = [name for column, name in enumerate(names) if 2 * sum(is_number(row[column]) for row in rows) > len(rows)]
    time = time or next(iter(numeric), None)
    value = value or next((name for name in numeric if name != time), None)
    if time is None or value is None:
        raise Mistake(f'Cannot use "{path}": two columns of numbers are wanted, found {listed(numeric)}')
    for name in (time, value):
        if name not in names:
            raise Mistake(f'Cannot find the column "{name}": the table has {listed(names)}')
    pairs = sorted((number(row, names.index(time), time, line), number(row, names.index(value), value, line))
                   for line, row in enumerate(rows, start=1))
    if len(pairs) < FEWEST_ROWS:
        raise Mistake(f'Cannot use "{path}": {FEWEST_ROWS} rows or more are wanted, found {len(pairs)}')
    times, values = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if times[0] == times[-1]:
        raise Mistake(f'Cannot find a period in "{time}": every row has the same time')
    if min(values) == max(values):
        raise Mistake(f'Cannot find a period in "{value}": every row has the same value, {values[0]:g}')
    return {"times": times, "values": values, "time": time, "value": value}


def read_table(path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            lines = [line for line in file if line.strip() and not line.startswith("#")]
    except OSError as error:
        raise Mistake(f'Cannot read "{path}": {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise Mistake(f'Cannot read "{path}": it is not a text in UTF-8 (byte {error.start})') from error
    try:
        table = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    except csv.Error as error:
        raise Mistake(f'Cannot read "{path}": it is not a CSV table ({error})') from error
    if not table:
        raise Mistake(f'Cannot read "{path}": it is empty')
    names, rows = table[0], table[1:]
    if len(names) < 2 or any(is_number(name) for name in names):
        raise Mistake(f'Cannot read "{path}": its first line must name two columns or more, separated by commas')
    if not rows:
        raise Mistake(f'Cannot read "{path}": it has a header and no rows')
    for line, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise Mistake(f'Cannot read "{path}": row {line} has {len(row)} columns, the header has {len(names)}')
    return names, rows


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def number(row, column, name, line):
    """A cell as a number; one that is not finite is as bad as none."""
    found = float(row[column]) if is_number(row[column]) else math.nan
    if not math.isfinite(found):
        raise Mistake(f'Cannot use row {line}: "{row[column]}" in the column "{name}" is not a number')
    return found


def listed(names):
    return ", ".join(f'"{name}"' for name in names) or "none"


# The periodogram


def without_trend(times, values):
    """What is left of the values when the straight line through them is taken away."""
    middle, mean = average(times), average(values)
    spread = sum((time - middle) ** 2 for time in times)
    slope = sum((time - middle) * (value - mean) for time, value in zip(times, values)) / spread
    flat = [value - mean - slope * (time - middle) for time, value in zip(times, values)]
    if max(map(abs, flat)) < 1e-12 * max(1, max(map(abs, values))):
        raise Mistake("Cannot find a period: the values are a straight line (try --keep-trend)")
    return flat


def average(numbers):
    return math.fsum(numbers) / len(numbers)


def period_range(times, shortest, longest):
    length = times[-1] - times[0]
    spacings = sorted(later - sooner for sooner, later in zip(times, times[1:]) if later > sooner)
    shortest = shortest or 2 * spacings[len(spacings) // 2]
    longest = min(longest or length, length)
    if not 0 < shortest < longest:
        raise Mistake(f"Cannot search periods from {shortest:g} to {longest:g}: the record is {length:g} long")
    limit = OVERSAMPLING * length / MOST_FREQUENCIES
    if shortest < limit:
        say(f"The shortest period becomes {limit:.4g}, for {MOST_FREQUENCIES} frequencies are the most")
    return max(shortest, limit), longest


def periodogram(times, values, shortest, longest):
    """The powers (0 to 1: the share of the variance that a sinusoid explains) on an even grid of frequencies."""
    length = times[-1] - times[0]
    step = 1 / (OVERSAMPLING * length)
    first = 1 / longest
    count = int((1 / shortest - first) / step) + 1
    centred, variance, middle = centre(times, values)
    # One complex rotation per row: multiplying by it steps to the next frequency without a sine or a cosine.
    turns = [rotation(first * (time - middle)) for time in times]
    steps = [rotation(step * (time - middle)) for time in times]
    powers = []
    for index in range(count):
        powers.append(sinusoid(turns, centred, variance)[0])
        turns = list(map(mul, turns, steps))
        if 5 * (index + 1) // count > 5 * index // count:
            say(f"{100 * (index + 1) // count} % of {count} frequencies")
    return [first + index * step for index in range(count)], powers


def centre(times, values):
    """The values around their mean, their variance, and the middle of the times."""
    mean = average(values)
    centred = [value - mean for value in values]
    return centred, average([value * value for value in centred]), (times[0] + times[-1]) / 2


def rotation(cycles):
    angle = 2 * math.pi * cycles
    return complex(math.cos(angle), math.sin(angle))


def sinusoid(turns, centred, variance):
    """The power and the amplitude of the sinusoid with a mean of its own that fits best (equations 5 to 15 there)."""
    rows = len(turns)
    sums = sum(turns) / rows
    products = sum(map(mul, turns, centred)) / rows
    squares = sum(map(mul, turns, turns)) / rows
    c, s = sums.real, sums.imag
    yc, ys = products.real, products.imag
    cc = (1 + squares.real) / 2 - c * c
    ss = (1 - squares.real) / 2 - s * s
    cs = squares.imag / 2 - c * s
    determinant = cc * ss - cs * cs
    if determinant < 1e-12:
        return 0.0, 0.0
    a = (yc * ss - ys * cs) / determinant
    b = (ys * cc - yc * cs) / determinant
    return min(1.0, max(0.0, (a * yc + b * ys) / variance)), math.hypot(a, b)


# The peaks


def find_peaks(times, values, frequencies, powers, count):
    """The highest peaks, a width of a peak apart, each made finer by a parabola through its three frequencies."""
    tops = [index for index in range(1, len(powers) - 1) if powers[index - 1] < powers[index] >= powers[index + 1]]
    if not tops:
        raise Mistake("Cannot find a peak: the range of periods is too narrow")
    chosen = []
    for index in sorted(tops, key=lambda top: -powers[top]):
        if all(abs(index - other) > OVERSAMPLING for other in chosen):
            chosen.append(index)
        if len(chosen) == count:
            break
    centred, variance, middle = centre(times, values)
    peaks = []
    for rank, index in enumerate(chosen, start=1):
        frequency = frequencies[index] + summit(powers[index - 1:index + 2]) * (frequencies[1] - frequencies[0])
        power, amplitude = sinusoid([rotation(frequency * (time - middle)) for time in times], centred, variance)
        peaks.append({
            "rank": rank, "period": 1 / frequency, "power": power, "amplitude": amplitude,
            "false_alarm": false_alarm(power, len(times), len(powers) / OVERSAMPLING),
        })
    return peaks


def summit(three):
    """Where the parabola through three even points is highest, from the middle one, in steps."""
    left, top, right = three
    bend = left - 2 * top + right
    return 0.0 if bend == 0 else (left - right) / (2 * bend)


def false_alarm(power, rows, independent):
    """How likely white noise alone makes a peak as high somewhere (equation 24 there)."""
    alone = math.exp((rows - 3) / 2 * math.log1p(-min(power, 1 - 1e-15)))
    return 1.0 if alone >= 1 else -math.expm1(independent * math.log1p(-alone))


def power_by_chance(probability, rows, independent):
    """The power whose false-alarm probability this is."""
    alone = -math.expm1(math.log1p(-probability) / independent)
    return 1 - alone ** (2 / (rows - 3))


def write_peaks(path, peaks):
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["rank", "period", "power", "amplitude", "false_alarm_probability"])
        for peak in peaks:
            rows.writerow([peak["rank"], f"{peak['period']:.6g}", f"{peak['power']:.5f}",
                           f"{peak['amplitude']:.5g}", f"{peak['false_alarm']:.3g}"])


if __name__ == "__main__":
    main()
