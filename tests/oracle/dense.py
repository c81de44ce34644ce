"""The equilibrium of a small game by dense linear algebra, written from the definition.

Unknowns are ``y``, the expected worth of each option over the noise, by actor and
information label, with mean zero over a label's options. At precision ``l`` in [0, 1] choice
is ``softmax(l y)``, and the entropy term of the values is ``(noise/l)(H - log n) + noise log n``
with ``n`` options, so that ``l = 0`` is uniform choice and ``l = 1`` the game itself.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.optimize import root
from tests.oracle.model import Dense, lay_out


@dataclass(frozen=True)
class Answer:
    """Choice by actor (states, options), values (states, actors), visits (states,)."""

    dense: Dense
    choice: list
    values: np.ndarray
    visits: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Violation:
    """The largest error in each of the three conditions of an equilibrium.

    ``choice`` is in probability; ``values`` bounds the error of the values relative to their size;
    ``visits`` bounds the sum of absolute errors.
    """

    choice: float
    values: float
    visits: float

    @property
    def largest(self):
        return max(self.choice, self.values, self.visits)


def generator(dense, choice):
    """The generator (states, states) with its diagonal."""
    rates = dense.nature.copy()
    for actor in dense.actors:
        for option, share in enumerate(choice[actor].T):
            rates += dense.attention[actor] * share[:, None] * dense.leads[actor][option]
    return rates - np.diag(rates.sum(axis=1))


def visits_of(dense, Q):
    """kappa p0 (kappa I - Q)^-1."""
    return np.linalg.solve((dense.kappa * np.eye(dense.size) - Q).T, dense.kappa * dense.start)


def worth(dense, values, actor):
    """v(m, s) for the actor's own options: (states, options)."""
    return (dense.gives[actor][:, :, actor] + dense.leads[actor] @ values[:, actor]).T


def expected_by_label(dense, visits, actor, table):
    """E_mu of the columns of ``table``, back on every state."""
    label = dense.label[actor]
    found = np.empty_like(table)
    for one in range(label.max() + 1):
        inside = label == one
        found[inside] = visits[inside] @ table[inside] / visits[inside].sum()
    return found


def softmax(scores, is_open):
    weights = np.where(is_open, np.exp(scores - np.where(is_open, scores, -np.inf).max(axis=1)[:, None]), 0.0)
    return weights / weights.sum(axis=1)[:, None]


def entropy(choice):
    return -np.sum(choice * np.log(np.where(choice > 0, choice, 1.0)), axis=1)


def violation(dense, choice, values, visits):
    """How far an answer is from each condition, straight from the formulas."""
    wrong_choice = wrong_values = 0.0
    Q = generator(dense, choice)
    for i in dense.actors:
        v = worth(dense, values, i)
        target = softmax(expected_by_label(dense, visits, i, v) / dense.noise[i], dense.is_open[i])
        wrong_choice = max(wrong_choice, np.abs(choice[i] - target).max())
        right = dense.income[:, i] + dense.nature_gives[:, i]
        right = right + dense.nature @ values[:, i] - dense.nature.sum(axis=1) * values[:, i]
        for j in dense.actors:
            if j != i:
                step = dense.gives[j][:, :, i] + dense.leads[j] @ values[:, i] - values[:, i]
                right = right + dense.attention[j] * np.sum(choice[j].T * step, axis=0)
        brace = np.sum(choice[i] * v, axis=1) + dense.noise[i] * entropy(choice[i]) - values[:, i]
        right = right + dense.attention[i] * brace
        error = np.abs(dense.discount[i] * values[:, i] - right).max() / dense.discount[i]
        wrong_values = max(wrong_values, error / max(1.0, np.abs(values[:, i]).max()))
    wrong_visits = np.abs(dense.kappa * (visits - dense.start) - visits @ Q).sum() / dense.kappa
    return Violation(float(wrong_choice), float(wrong_values), float(wrong_visits))


def regrets(dense, choice, values, visits):
    """Each actor's largest gain from another choice at one moment: the gap to the log-sum-exp."""
    found = []
    for i in dense.actors:
        expected = expected_by_label(dense, visits, i, worth(dense, values, i))
        tau = dense.noise[i]
        top = np.where(dense.is_open[i], expected, -np.inf).max(axis=1)
        sums = np.where(dense.is_open[i], np.exp((expected - top[:, None]) / tau), 0.0).sum(axis=1)
        best = top + tau * np.log(sums)
        found.append(float(np.max(best - np.sum(choice[i] * expected, axis=1) - tau * entropy(choice[i]))))
    return np.array(found)


class System:
    """The fixed-point equation F(y, l) = 0 with its exact derivatives."""

    def __init__(self, dense):
        self.dense = dense
        self.where = []
        for i in dense.actors:
            for one in range(dense.label[i].max() + 1):
                states = np.flatnonzero(dense.label[i] == one)
                options = np.flatnonzero(dense.is_open[i][states[0]])
                if len(options) > 1:
                    self.where.append((i, states, options))
        ends = np.cumsum([0] + [len(options) for *_, options in self.where])
        self.slices = [slice(a, b) for a, b in itertools.pairwise(ends)]
        self.unknowns = int(ends[-1])

    def choice(self, y, precision):
        choice = [one.astype(float) for one in self.dense.is_open]
        for (i, states, options), part in zip(self.where, self.slices, strict=True):
            share = np.exp(precision * y[part] - np.max(precision * y[part]))
            choice[i][np.ix_(states, options)] = share / share.sum()
        return choice

    def answer(self, y, precision=1.0):
        d = self.dense
        choice = self.choice(y, precision)
        Q = generator(d, choice)
        income = d.income + d.nature_gives
        for j in d.actors:
            income = income + d.attention[j] * np.einsum("sm,msi->si", choice[j], d.gives[j])
        for (i, states, options), part in zip(self.where, self.slices, strict=True):
            bonus = d.noise[i] * (_entropy_gap(y[part], precision) + np.log(len(options)))
            income[states, i] += d.attention[i] * bonus
        values = np.empty_like(income)
        for i in d.actors:
            values[:, i] = np.linalg.solve(d.discount[i] * np.eye(d.size) - Q, income[:, i])
        return Answer(d, choice, values, visits_of(d, Q), y)

    def targets(self, found):
        """What y should be, given values and visits."""
        d, target = self.dense, np.zeros(self.unknowns)
        for (i, states, options), part in zip(self.where, self.slices, strict=True):
            belief = found.visits[states] / found.visits[states].sum()
            expected = belief @ worth(d, found.values, i)[np.ix_(states, options)] / d.noise[i]
            target[part] = expected - expected.mean()
        return target

    def __call__(self, y, precision=1.0):
        return self.targets(self.answer(y, precision)) - y

    def derivatives(self, y, precision):
        """F, dF/dy and dF/dl at one point."""
        d, found = self.dense, self.answer(y, precision)
        Q = generator(d, found.choice)
        n, k, a = d.size, self.unknowns, len(d.discount)
        source, drift = np.zeros((a, n, k + 1)), np.zeros((n, k + 1))
        drifts = np.zeros((k + 1, n))
        for (i, states, options), part in zip(self.where, self.slices, strict=True):
            share, mean = found.choice[i][states[0], options], 0.0
            mean = share @ y[part]
            step = np.array([d.leads[i][m][states] for m in options])
            gain = np.array([d.gives[i][m][states] + d.leads[i][m][states] @ found.values for m in options])
            step = step - np.tensordot(share, step, 1)
            gain = gain - np.tensordot(share, gain, 1)
            slope_by_y = precision * share
            slope_by_l = share * (y[part] - mean)
            for at, column in enumerate(range(part.start, part.stop)):
                source[:, states, column] += d.attention[i] * slope_by_y[at] * gain[at].T
                source[i, states, column] -= d.attention[i] * d.noise[i] * slope_by_y[at] * (y[part][at] - mean)
                drifts[column] += d.attention[i] * slope_by_y[at] * (found.visits[states] @ step[at])
            source[:, states, k] += d.attention[i] * np.einsum("m,msi->is", slope_by_l, gain)
            bonus_by_l = _gap_by_precision(y[part], precision)
            source[i, states, k] += d.attention[i] * d.noise[i] * bonus_by_l
            drifts[k] += d.attention[i] * np.einsum("m,s,mst->t", slope_by_l, found.visits[states], step)
        drift = np.linalg.solve((d.kappa * np.eye(n) - Q).T, drifts.T)
        change = [np.linalg.solve(d.discount[i] * np.eye(n) - Q, source[i]) for i in d.actors]
        jacobian = np.zeros((k, k + 1))
        for (i, states, options), part in zip(self.where, self.slices, strict=True):
            total = found.visits[states].sum()
            belief = found.visits[states] / total
            v = worth(d, found.values, i)[np.ix_(states, options)]
            tilt = (drift[states] - belief[:, None] * drift[states].sum(axis=0)) / total
            rows = v.T @ tilt
            for at, option in enumerate(options):
                rows[at] += belief @ d.leads[i][option][states] @ change[i]
            jacobian[part] = (rows - rows.mean(axis=0)) / d.noise[i]
        jacobian[:, :k] -= np.eye(k)
        return self.targets(found) - y, jacobian[:, :k], jacobian[:, k]


def _entropy_gap(y, precision):
    """(H(softmax(l y)) - log n) / l, exact as l goes to 0."""
    y = y - y.mean()
    if precision == 0:
        return 0.0
    share = np.exp(precision * y - np.max(precision * y))
    share /= share.sum()
    top = np.max(precision * y)
    level = (
        np.log1p(np.mean(np.expm1(precision * y))) if top < 1 else top + np.log(np.mean(np.exp(precision * y - top)))
    )
    return level / precision - share @ y


def _gap_by_precision(y, precision):
    """The derivative of the entropy gap in l, y held."""
    y = y - y.mean()
    share = np.exp(precision * y - np.max(precision * y))
    share /= share.sum()
    variance = share @ (y - share @ y) ** 2
    if precision < 1e-4:
        return variance / 2 - variance
    return -_entropy_gap(y, precision) / precision - variance


def newton(system, y, precision=1.0, tolerance=1e-12, limit=60):
    """Newton with backtracking; None where it does not get there."""
    for _ in range(limit):
        residual, by_y, _ = system.derivatives(y, precision)
        size = np.abs(residual).max(initial=0.0)
        if size < tolerance * max(1.0, np.abs(y).max(initial=0.0)):
            return y
        step = -np.linalg.solve(by_y, residual)
        scale = 1.0
        while scale > 1e-6 and not np.abs(system(y + scale * step, precision)).max() < size:
            scale /= 2
        if scale <= 1e-6:
            return y if size < 1e-10 * max(1.0, np.abs(y).max()) else None
        y = y + scale * step
    return None


def damped(system, y, precision=1.0, share=0.5, limit=400):
    """Plain damped iteration; the last point, converged or not."""
    for _ in range(limit):
        step = system(y, precision)
        y = y + share * step
        if np.abs(step).max(initial=0.0) < 1e-13:
            break
    return y


def solve_dense(game, y=None):
    """A fixed point by damped iteration, then Newton, then scipy's root; None if none is met."""
    system = System(lay_out(game) if not isinstance(game, Dense) else game)
    y = np.zeros(system.unknowns) if y is None else y
    if system.unknowns == 0:
        return system.answer(y)
    near = damped(system, y)
    found = newton(system, near)
    if found is None:
        tried = root(system, near, jac=lambda at: system.derivatives(at, 1.0)[1], method="hybr", tol=1e-12)
        found = newton(system, tried.x)
    return None if found is None else system.answer(found)
