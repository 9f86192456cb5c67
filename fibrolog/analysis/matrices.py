"""Symmetric positive definite matrices, as lists of rows: a few dozen columns at most."""

from __future__ import annotations

import math
from collections.abc import Sequence

Matrix = list[list[float]]


class NotPositiveDefinite(ArithmeticError):
    """A matrix has no triangle whose square it is."""


def cholesky(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Return the lower triangle L with L L' = `matrix`.

    Source: Golub GH, Van Loan CF, Matrix Computations, 4.2.

    Raises:
        NotPositiveDefinite: there is no such triangle.
    """
    lower: Matrix = []
    for row, values in enumerate(matrix):
        done: list[float] = []
        for column in range(row + 1):
            above = lower[column] if column < row else done
            rest = values[column] - sum(
                left * right for left, right in zip(done, above[:column], strict=False)
            )
            if column == row and rest <= 0:
                raise NotPositiveDefinite
            done.append(math.sqrt(rest) if column == row else rest / above[column])
        lower.append(done)
    return lower


def solved(lower: Matrix, right: Sequence[float]) -> list[float]:
    """Return x with L L' x = `right`."""
    forward: list[float] = []
    for row, value in zip(lower, right, strict=True):
        known = sum(left * x for left, x in zip(row, forward, strict=False))
        forward.append((value - known) / row[-1])
    x = forward
    for place in range(len(lower) - 1, -1, -1):
        x[place] /= lower[place][place]
        for earlier in range(place):
            x[earlier] -= lower[place][earlier] * x[place]
    return x


def inverse(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Return the inverse."""
    lower = cholesky(matrix)
    size = len(matrix)
    return [solved(lower, [float(row == column) for row in range(size)]) for column in range(size)]
