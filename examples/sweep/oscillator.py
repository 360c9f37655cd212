"""An oscillator that is driven and damped: x'' + 2·damping·x' + x = cos(ratio·t). Needs Python 3.8 or newer."""

import math
import re

# What is left of the beginning, as a part of the whole, once it is taken for gone.
REMAINDER = 1e-7


def point(name):
    """The ratio and the damping that an item's name gives, in hundredths: ratio120-damping5 is 1.2 and 0.05."""
    match = re.fullmatch(r"ratio(\d+)-damping(\d+)", name)
    if match is None or min(int(part) for part in match.groups()) == 0:
        raise ValueError(f'Cannot read "{name}": a point of the sweep is written like ratio120-damping5, with numbers above 0')
    ratio, damping = (int(part) / 100 for part in match.groups())
    return ratio, damping


def settle(ratio, damping, told):
    """What the oscillator settles to: its amplitude, and how far it lags behind the drive, in degrees."""
    period = 2 * math.pi / ratio
    steps = max(64, math.ceil(period / 0.1))
    periods = math.ceil(slowness(damping) * -math.log(REMAINDER) / period) + 1
    state = (0.0, 0.0)
    for number in range(periods):
        told(number / periods)
        positions, state = one_period(state, ratio, damping, steps)
    cosine = sum(x * math.cos(2 * math.pi * step / steps) for step, x in enumerate(positions)) * 2 / steps
    sine = sum(x * math.sin(2 * math.pi * step / steps) for step, x in enumerate(positions)) * 2 / steps
    return {
        "ratio": ratio,
        "damping": damping,
        "amplitude": math.hypot(cosine, sine),
        "lag": math.degrees(math.atan2(sine, cosine)),
    }


def slowness(damping):
    """The time in which the slower part of the free motion falls to 1/e."""
    return 1 / damping if damping <= 1 else damping + math.sqrt(damping * damping - 1)


def one_period(state, ratio, damping, steps):
    """Follows the motion through one period of the drive, by the classical method of Runge and Kutta."""
    x, v = state
    width = 2 * math.pi / ratio / steps
    positions = []
    for step in range(steps):
        drives = [math.cos(2 * math.pi * (step + part) / steps) for part in (0, 0.5, 1)]
        positions.append(x)
        ax, av = v, drives[0] - 2 * damping * v - x
        bx, bv = v + width / 2 * av, drives[1] - 2 * damping * (v + width / 2 * av) - (x + width / 2 * ax)
        cx, cv = v + width / 2 * bv, drives[1] - 2 * damping * (v + width / 2 * bv) - (x + width / 2 * bx)
        dx, dv = v + width * cv, drives[2] - 2 * damping * (v + width * cv) - (x + width * cx)
        x += width / 6 * (ax + 2 * bx + 2 * cx + dx)
        v += width / 6 * (av + 2 * bv + 2 * cv + dv)
    return positions, (x, v)
