"""stormpy as an oracle: a chain from arrays, and numbers from formulas."""

import numpy as np
import scipy.sparse as sp
import stormpy
import stormpy.developer.storage as st


def model(rates, labels, start, rewards=None):
    """A chain with one start state; states without rates get a loop, which changes nothing."""
    n = rates.shape[0]
    full = sp.csr_array(rates, copy=True)
    dead = np.flatnonzero(np.diff(full.indptr) == 0)
    full = sp.csr_array(full + sp.csr_array((np.ones(len(dead)), (dead, dead)), shape=(n, n)))
    full.sort_indices()
    builder = st._SparseMatrixBuilder_Double(rows=n, columns=n, entries=full.nnz)
    begin, target, rate = full.indptr.tolist(), full.indices.tolist(), full.data.tolist()
    for state in range(n):
        for at in range(begin[state], begin[state + 1]):
            builder.add_next_value(state, target[at], rate[at])
    marks = st.StateLabeling(n)
    for name, mask in {**labels, "init": np.arange(n) == start}.items():
        marks.add_label(name)
        marks.set_states(name, st.BitVector(n, np.flatnonzero(mask).tolist()))
    models = {
        name: st._SparseRewardModel_Double(optional_state_reward_vector=list(map(float, vector)))
        for name, vector in (rewards or {}).items()
    }
    parts = st._SparseModelComponents_Double(
        transition_matrix=builder.build(), state_labeling=marks, reward_models=models, rate_transitions=True
    )
    return st._SparseCtmc_Double(parts)


def value(chain, start, formula):
    found = stormpy.model_checking(chain, stormpy.parse_property(formula))
    return float(found.get_value(start))
