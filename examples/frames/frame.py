#!/usr/bin/env python3
"""Draws one frame of a small film: a figure that turns. Usage: frame.py NUMBER FRAMES FILE. Needs Python 3.8 or newer."""

import math
import sys


def draw(number, frames):
    phase = 2 * math.pi * number / frames
    steps = [2 * math.pi * step / 200 for step in range(201)]
    points = " ".join(f"{100 + 90 * math.sin(3 * t + phase):.1f},{100 + 90 * math.sin(2 * t):.1f}" for t in steps)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
        f'<polyline points="{points}" fill="none" stroke="black"/></svg>\n'
    )


def main():
    number, frames, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if frames < 1:
        sys.exit(f"frame: Cannot draw a film of {frames} frames")
    with open(path, "w", encoding="utf-8") as file:
        file.write(draw(number, frames))
    print(f"frame {number} of {frames}")


if __name__ == "__main__":
    main()
