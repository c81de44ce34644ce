"""What can be reached and what cannot: decided on the graph of the rates, never by a threshold."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, connected_components


def can_reach(rates: sp.csr_array, target: np.ndarray) -> np.ndarray:
    """Bool (states,): from where some path leads to the mask ``target``, its own states included."""
    return reachable(sp.csr_array(rates.T), target)


def reachable(rates: sp.csr_array, start: np.ndarray) -> np.ndarray:
    """Bool (states,): where some path leads from the mask ``start``, its own states included."""
    n = len(rates.indptr) - 1
    sources = np.flatnonzero(start)
    if len(sources) == 0:
        return np.zeros(n, dtype=bool)
    # One more node in front of all sources makes it a single search.
    indptr = np.append(rates.indptr, rates.indptr[-1] + len(sources))
    indices = np.concatenate([rates.indices, sources])
    graph = sp.csr_array((np.ones(len(indices), dtype=np.int8), indices, indptr), shape=(n + 1, n + 1))
    order = breadth_first_order(graph, n, directed=True, return_predecessors=False)
    found = np.zeros(n + 1, dtype=bool)
    found[order] = True
    return found[:n]


def bottom_components(rates: sp.csr_array) -> tuple[np.ndarray, int]:
    """The sets of states that are never left once entered, each of whose states leads to all of it.

    Returns
    -------
    component
        int (states,): number of each state's set from 0; -1 for a state that is left for ever.
    count
        How many sets there are.
    """
    graph = sp.csr_array((np.ones(rates.nnz, dtype=np.int8), rates.indices, rates.indptr), shape=rates.shape)
    count, label = connected_components(graph, directed=True, connection="strong")
    source = np.repeat(np.arange(len(label)), np.diff(rates.indptr))
    leaks = np.zeros(count, dtype=bool)
    leaks[label[source[label[source] != label[rates.indices]]]] = True
    number = np.full(count, -1)
    number[~leaks] = np.arange(count - leaks.sum())
    return number[label], int(count - leaks.sum())
