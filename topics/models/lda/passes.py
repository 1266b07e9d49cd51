"""The inner loop of LDA: over-relaxed CVB0, eight topics at a time.

The compiler would vectorise loops over topics by itself, but it checks at each
non-zero that arrays do not overlap, handles the remainder of each vector one
number at a time, and counts references when a row is taken from a matrix:
together more work than the arithmetic of twenty topics. So the eight `Lanes`
are written out. The operations on them, and the order in which they are added
up, are then the same on every processor, and so are the bits.

Arrays have a width of a multiple of `WIDTH` (see `width`); what is beyond the
topics is 0 in all of them and stays so. The global interpreter lock is released.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import extending
from numba.core import types

from topics.caches import compiled

__all__ = ["WIDTH", "relax", "width"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.integer[Any]]

WIDTH = 8
"""Numbers of float32 in `Lanes`: one register of AVX, two of SSE or NEON. Sixteen were no
faster on a processor that has them, and leave more of the last ones empty."""

AHEAD = 2
"""How many non-zeros on the counts of terms are fetched; units' are close together."""

LINE = 16
"""Float32 numbers per cache line."""

VECTOR = ir.VectorType(ir.FloatType(), WIDTH)
INT = ir.IntType(32)


def width(n_topics: int) -> int:
    """Return how wide arrays over ``n_topics`` topics are: the next multiple of `WIDTH`."""
    return -(-n_topics // WIDTH) * WIDTH


class Lanes(types.Type):
    """Numba type of `WIDTH` float32 numbers that are processed together."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


lanes = Lanes()


@extending.register_model(Lanes)
class LanesModel(extending.models.PrimitiveModel):
    """An LLVM vector, compiled to the vector instructions of the processor."""

    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, VECTOR)  # type: ignore[no-untyped-call]


def _instruction(make: Callable[..., Any]) -> Callable[..., Any]:
    made: Callable[..., Any] = extending.intrinsic(make)
    return made


def _point(context: Any, builder: Any, signature: Any, args: Any, to: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, args[0])
    return builder.bitcast(builder.gep(array.data, [args[1]]), to.as_pointer())


@_instruction
def _load(_: Any, array: Any, offset: Any) -> Any:
    """Load numbers of a contiguous float32 array from an offset."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value = builder.load(_point(context, builder, signature, args, VECTOR))
        value.align = 4
        return value

    return lanes(array, offset), code


@_instruction
def _store(_: Any, array: Any, offset: Any, value: Any) -> Any:
    """Store numbers at the offset that `_load` reads from."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = _point(context, builder, signature, args, VECTOR)
        builder.store(args[2], pointer).align = 4
        return context.get_dummy_value()

    return types.void(array, offset, value), code


@_instruction
def _fetch(_: Any, array: Any, offset: Any) -> Any:
    """Prefetch a cache line of an array that will be written soon; no value changes."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = _point(context, builder, signature, args, ir.IntType(8))
        kind = ir.FunctionType(ir.VoidType(), [pointer.type, INT, INT, INT])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer.type], kind)
        builder.call(fetch, [pointer, *(ir.Constant(INT, value) for value in (1, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, offset), code


@_instruction
def _spread(_: Any, number: Any) -> Any:  # noqa: ARG001
    """Return lanes that all hold one number."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        one = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), args[0], INT(0))
        zeros = ir.Constant(ir.VectorType(INT, WIDTH), [0] * WIDTH)
        return builder.shuffle_vector(one, one, zeros)

    return lanes(types.float32), code


@_instruction
def _larger(_: Any, left: Any, right: Any) -> Any:
    """Return the larger number of each lane."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *args), *args)

    return lanes(left, right), code


@_instruction
def _total(_: Any, value: Any) -> Any:
    """Sum the lanes, half by half."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        sums, n = args[0], WIDTH
        while n > 1:
            n //= 2
            low, high = (
                ir.Constant(ir.VectorType(INT, n), list(range(at, at + n))) for at in (0, n)
            )
            sums = builder.fadd(
                builder.shuffle_vector(sums, sums, low), builder.shuffle_vector(sums, sums, high)
            )
        return builder.extract_element(sums, INT(0))

    return types.float32(value), code


def _teach(operation: Any, instruction: str) -> None:
    """Define one operator between lanes for compiled code."""

    @_instruction
    def apply(_: Any, left: Any, right: Any) -> Any:
        def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return getattr(builder, instruction)(*args)

        return lanes(left, right), code

    @extending.overload(operation)
    def choose(left: Any, right: Any) -> Any:
        def run(left: Any, right: Any) -> Any:
            return apply(left, right)

        return run if isinstance(left, Lanes) and isinstance(right, Lanes) else None


_teach(operator.add, "fadd")
_teach(operator.sub, "fsub")
_teach(operator.mul, "fmul")

_inlined = compiled(error_model="numpy", forceinline=True)


@compiled(error_model="numpy")
def relax(
    first: int,
    end: int,
    bounds: Ints,
    rows: Ints,
    cols: Ints,
    counts: Singles,
    gamma: Singles,
    n_dk: Singles,
    n_wk: Singles,
    inverse_n_k: Singles,
    change: Singles,
    omega: float,
    alpha: float,
    eta: float,
    log_likelihood: Floats,
) -> None:
    """Visit the non-zeros of some blocks by over-relaxed CVB0, the counts following at once.

    Parameters
    ----------
    first, end : int
        Blocks to visit.
    bounds, rows, cols, counts : arrays
        The matrix as `Grid` holds it.
    gamma : float32 array, shape (n_nonzero, width(n_topics))
        Responsibilities, changed in place; rows sum to 1.
    n_dk, n_wk : float32 arrays, shapes (n_units, width(n_topics)), (n_terms, width(n_topics))
        Sums of ``counts * gamma`` plus the priors, changed in place.
    inverse_n_k : float32 array, shape (width(n_topics),)
        One over the sums of ``n_wk`` over terms, 0 beyond the topics.
    change : float32 array, shape (n_rows, width(n_topics))
        Block ``b`` writes into row ``b % n_rows`` by how much it has changed these sums.
    omega, alpha, eta : float32
        See `_target` and `_step`.
    log_likelihood : float64 array, shape (n_blocks,) or (0,)
        Where there is room, gets each block's sum of ``counts`` times the log
        of the sum that `_target` returns.
    """
    n, last = len(inverse_n_k), len(cols) - 1
    new, moved = np.empty(n, np.float32), np.empty(n, np.float32)
    one = np.float32(1.0)
    for block in range(first, end):
        logs = 0.0
        moved[:] = 0.0
        for i in range(bounds[block], bounds[block + 1]):
            x, g, d, w = counts[i], i * n, rows[i] * n, cols[i] * n
            soon = cols[min(i + AHEAD, last)] * n
            for k in range(0, n, LINE):
                _fetch(n_wk, soon + k)
            own = min(x, one)
            norm = _target(new, gamma, g, n_dk, d, n_wk, w, inverse_n_k, own, alpha, eta)
            if len(log_likelihood):
                logs += x * np.log(norm)
            _step(new, gamma, g, n_dk, d, n_wk, w, moved, x, omega, omega / norm)
        change[block % len(change)] = moved
        if len(log_likelihood):
            log_likelihood[block] = logs


@_inlined
def _target(
    new: Singles,
    gamma: Singles,
    g: int,
    n_dk: Singles,
    d: int,
    n_wk: Singles,
    w: int,
    inverse_n_k: Singles,
    own: float,
    alpha: float,
    eta: float,
) -> Any:
    r"""Write the unnormalised CVB0 target of one non-zero into ``new``; return its sum.

    .. math::

        \hat\gamma_{dwk} \propto \frac{N_{wk}^{-}}{N_k} \, N_{dk}^{-}

    where :math:`N^{-}` are the expected counts of term and unit, priors
    included, without one token of this term in this unit, that is without
    :math:`\min(x_{dw}, 1)\,\gamma_{dwk}`: tokens of one term in one unit share
    a responsibility, and a weight below one is taken away whole. :math:`N_k`
    is the topics' size when the diagonal began, see
    `topics.models.lda.kernels.follow` (Asuncion, Welling, Smyth and Teh 2009,
    arXiv:1205.2662). Whatever rounding does, no count falls below its prior,
    ``alpha`` or ``eta``. ``g``, ``d`` and ``w`` are where the rows of
    ``gamma``, ``n_dk`` and ``n_wk`` begin.
    """
    least_d, least_w, share = _spread(alpha), _spread(eta), _spread(own)
    norm = _spread(np.float32(0.0))
    for k in range(0, len(new), WIDTH):
        less = share * _load(gamma, g + k)
        of_term = _larger(_load(n_wk, w + k) - less, least_w)
        of_unit = _larger(_load(n_dk, d + k) - less, least_d)
        to = of_term * of_unit * _load(inverse_n_k, k)
        _store(new, k, to)
        norm = norm + to
    return _total(norm)


@_inlined
def _step(
    new: Singles,
    gamma: Singles,
    g: int,
    n_dk: Singles,
    d: int,
    n_wk: Singles,
    w: int,
    moved: Singles,
    x: float,
    omega: float,
    scale: float,
) -> None:
    r"""Move one non-zero towards its target and beyond, and its counts with it.

    .. math::

        \gamma_{dwk} \leftarrow \propto \max\left(0,\; \gamma_{dwk}
        + \omega (\hat\gamma_{dwk} - \gamma_{dwk})\right)

    At :math:`\omega = 1` this is CVB0; a step beyond, :math:`1 < \omega < 2`,
    has the same fixed points and reaches them in fewer passes
    (Salakhutdinov and Roweis 2003, Adaptive overrelaxed bound optimization
    methods, ICML). ``scale`` is :math:`\omega` over the sum of ``new``.
    """
    beyond, back = _spread(scale), _spread(omega - np.float32(1.0))
    zero = _spread(np.float32(0.0))
    total = zero
    for k in range(0, len(new), WIDTH):
        to = _larger(_load(new, k) * beyond - back * _load(gamma, g + k), zero)
        _store(new, k, to)
        total = total + to
    unit, weight = _spread(np.float32(1.0) / _total(total)), _spread(x)
    for k in range(0, len(new), WIDTH):
        to = _load(new, k) * unit
        step = weight * (to - _load(gamma, g + k))
        _store(gamma, g + k, to)
        _store(n_dk, d + k, _load(n_dk, d + k) + step)
        _store(n_wk, w + k, _load(n_wk, w + k) + step)
        _store(moved, k, _load(moved, k) + step)
