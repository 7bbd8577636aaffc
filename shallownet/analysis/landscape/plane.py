"""Planes in the space of all parameters, through the present point of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow, norm, read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shallownet.arrays import Array

PARALLEL: Final = 1e-6
"""The share of a vector's length that must be left, once its parts along the directions
so far are taken from it: less is rounding, or no direction of its own."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The points ``origin + a directions[0] + b directions[1]``.

    Attributes
    ----------
    origin : ndarray, shape (parameters,)
        The point at (0, 0).
    directions : ndarray, shape (2, parameters)
        Orthonormal, so that a distance in the plane is one between parameters.
    share : float
        The share of the path's spread (its variance) that is along the directions.
    """

    origin: Array
    directions: Array
    share: float = 1.0

    def at(self, a: float, b: float) -> Array:
        """Return the parameters at a point of the plane."""
        u, v = self.directions
        point: Array = self.origin + a * u + b * v
        return point

    def coordinates(self, theta: Array) -> Array:
        """Return a and b of the point of the plane that is next to ``theta``.

        Parameters
        ----------
        theta : ndarray, shape (parameters,) or (n, parameters)

        Returns
        -------
        ndarray, shape (2,) or (2, n)
        """
        return self.along((theta - self.origin).T)

    def along(self, vector: Array) -> Array:
        """Return the parts of a vector, or of the columns of a matrix, in the plane."""
        with ignore_overflow():  # of a step that diverges
            parts: Array = self.directions @ vector
        return parts

    def distances(self, thetas: Array) -> Array:
        """Return how far parameters (n, parameters) are off the plane."""
        offsets = thetas - self.origin
        rest = offsets - self.along(offsets.T).T @ self.directions
        return np.array([norm(vector) for vector in rest])


def principal_plane(theta: Array, path: Array, others: Iterable[Array] = ()) -> Plane:
    """Return the plane through a point along the path's first principal components.

    Its (0, 0) is next to the path's first state, and ``a`` grows from there to the
    last one.

    Parameters
    ----------
    theta : ndarray, shape (parameters,)
        The point; the plane contains it exactly.
    path : ndarray, shape (states, parameters)
        Not empty.
    others : iterable of ndarray
        Directions to take in their order where the path has no second one.

    Examples
    --------
    A path in a plane lies in it whole:

    >>> angles = np.linspace(0.0, 2.0, 9)
    >>> path = np.column_stack([np.cos(angles), 0 * angles, np.sin(angles)])
    >>> principal_plane(path[-1], path).share
    1.0
    """
    centred = path - path.mean(axis=0)
    _, sizes, components = np.linalg.svd(centred, full_matrices=False)
    known = sizes > PARALLEL * max(float(sizes[0]), 1e-300)
    directions = _complete([*components[known][:2], *others], len(theta))
    way = path[-1] - path[0]
    if directions[0] @ way < 0.0:
        directions[0] *= -1.0
    middle = (path[len(path) // 2] - path[0]) @ directions[1]
    if middle < 0.0:
        directions[1] *= -1.0
    return _through(theta, path[0], directions, path)


def plane_through(
    states: Sequence[Array], path: Array, others: Iterable[Array] = ()
) -> Plane:
    """Return the plane through three states; its (0, 0) is the first of them.

    Parameters
    ----------
    states : sequence of ndarray, shape (parameters,)
        The plane contains them exactly. Where they are on one line, or the same,
        ``others`` complete the plane.
    path : ndarray, shape (states, parameters)
    others : iterable of ndarray
        Directions to take in their order where the states give fewer than two.
    """
    first, second, third = states
    directions = _complete([second - first, third - first, *others], len(first))
    return _through(third, first, directions, path)


def parameter_plane(theta: Array, first: int, second: int, path: Array) -> Plane:
    """Return the section along two parameters, whose values are the coordinates.

    Raises
    ------
    ValueError
        If they are the same parameter.
    """
    if first == second:
        raise ValueError(f"parameter {first} is given twice; a plane needs two")
    directions = np.zeros((2, len(theta)))
    directions[0, first] = directions[1, second] = 1.0
    return _through(theta, np.zeros_like(theta), directions, path)


def _through(theta: Array, zero: Array, directions: Array, path: Array) -> Plane:
    """Return the plane through ``theta`` whose (0, 0) is next to ``zero``."""
    origin = theta - (directions @ (theta - zero)) @ directions
    centred = path - path.mean(axis=0)
    share, spread = 1.0, norm(centred.ravel())
    if spread:
        with ignore_overflow():  # of parameters that are about to diverge
            inside = norm((directions @ centred.T).ravel())
        share = min((inside / spread) ** 2, 1.0)
    return Plane(read_only(origin), read_only(directions), share)


def _complete(vectors: Iterable[Array], parameters: int) -> Array:
    """Return the first two directions of some vectors, orthonormal.

    Where they have fewer, the axes of the parameters follow.
    """
    found: list[Array] = []
    for vector in [*vectors, *np.eye(3, parameters)]:
        length = norm(vector)
        if len(found) == 2 or not 0.0 < length < np.inf:
            continue
        rest = vector / length
        for _ in range(2):  # twice is enough for rounding
            for direction in found:
                rest = rest - (rest @ direction) * direction
        if (left := norm(rest)) > PARALLEL:
            found.append(rest / left)
    return np.array(found)
