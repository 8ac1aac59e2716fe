"""Functions modulo a product of primes: what is a ratio of exponentials, or of the tangent of half an angle."""

from __future__ import annotations

from collections.abc import Callable


def inverse(value: int, modulus: int) -> int:
    """What a value is multiplied by to give 1; raises ``ZeroDivisionError`` where there is none.

    >>> inverse(3, 7)
    5
    """
    try:
        return pow(value, -1, modulus)
    except ValueError:
        raise ZeroDivisionError from None


def of_exponential(name: str, power: int, modulus: int) -> int:
    """``sigmoid``, ``tanh``, ``sinh`` or ``cosh`` of an argument, told by the exponential of it.

    >>> of_exponential("cosh", 1, 7), of_exponential("sigmoid", 1, 7)
    (1, 4)
    """
    if name == "sigmoid":
        return power * inverse(1 + power, modulus) % modulus
    other = inverse(power, modulus)
    match name:
        case "tanh":
            return (power - other) * inverse(power + other, modulus) % modulus
        case "sinh":
            return (power - other) * inverse(2, modulus) % modulus
    return (power + other) * inverse(2, modulus) % modulus


def of_angle(name: str, angle: int, modulus: int, letter: Callable[..., int]) -> int:
    """``sin``, ``cos`` or ``tan``: ratios of the half angle's tangent, which changes its sign with the angle.

    ``letter`` gives the number that stands for that tangent, by a name and the angle.

    >>> of_angle("cos", 0, 7, lambda *said: 2), of_angle("sin", 1, 7, lambda *said: 2)
    (1, 5)
    """
    sign = 1 if 2 * angle < modulus else -1
    half = sign * letter("half angle", sign * angle % modulus) % modulus if angle else 0
    square = half * half % modulus
    match name:
        case "sin":
            return 2 * half * inverse(1 + square, modulus) % modulus
        case "cos":
            return (1 - square) * inverse(1 + square, modulus) % modulus
    return 2 * half * inverse(1 - square, modulus) % modulus
