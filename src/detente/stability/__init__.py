"""Stability: at which states no party gains by moving (graph model for conflict resolution).

The four usual concepts are here as functions. What is asked less often is loaded when it is first
used. Modules that bear the name of their main function are reached as such, as in
``from detente.stability.mediation import mediation``:

===================  ==============================================================================
`behaviour`          a concept for each party; SIM, the tableau, limited moves, metarational rounds
`coalitions`         no coalition gains by moving together; equilibrium jumps
`merged_players`     coalitions as players that decide as one
`uncertain`          what lasts with unknown preferences left open; ``strength``, ``attitudes``
`misperception`      hypergames: each party acts on its own picture
`inverse`            which rankings would make a state last; ``mediation``: what would have to change
`evolution`          paths, the tree of what can follow, what cannot be undone
`robust`             how firm an equilibrium is over all preferences that agree with what is stated
===================  ==============================================================================
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.stability.concepts import (
    CONCEPTS,
    Concept,
    Engine,
    equilibria,
    gmr,
    nash,
    seq,
    smr,
    solve,
    sseq,
)
from detente.stability.finding import stability
from detente.stability.moves import Step, count_moves, moves_from, moves_into
from detente.stability.paths import Search, search
from detente.stability.reasons import Reason, explain, reason
from detente.stability.status_quo import routes

if TYPE_CHECKING:
    from detente.stability.attitudes import solve_attitudes
    from detente.stability.behaviour import solve as solve_behaviour
    from detente.stability.behaviour import solve_all
    from detente.stability.behaviour_reasons import because
    from detente.stability.coalitions import equilibrium_jumps
    from detente.stability.coalitions import solve as solve_coalitions
    from detente.stability.evolution import cannot_be_undone, tree
    from detente.stability.foresight import limited, nonmyopic, stackelberg
    from detente.stability.inverse import inverse_of_party
    from detente.stability.merged_players import solve as solve_merged
    from detente.stability.metarational import settled
    from detente.stability.misperception import hypergame, solve_hypergame, surprises
    from detente.stability.simultaneous import seq_or_sim, sim, tableau
    from detente.stability.strength import solve_strength
    from detente.stability.uncertain import solve_hybrid, solve_uncertain

__all__ = [
    "CONCEPTS",
    "Concept",
    "Engine",
    "Reason",
    "Search",
    "Step",
    "because",
    "cannot_be_undone",
    "count_moves",
    "equilibria",
    "equilibrium_jumps",
    "explain",
    "gmr",
    "hypergame",
    "inverse_of_party",
    "limited",
    "moves_from",
    "moves_into",
    "nash",
    "nonmyopic",
    "reason",
    "routes",
    "search",
    "seq",
    "seq_or_sim",
    "settled",
    "sim",
    "smr",
    "solve",
    "solve_all",
    "solve_attitudes",
    "solve_behaviour",
    "solve_coalitions",
    "solve_hybrid",
    "solve_hypergame",
    "solve_merged",
    "solve_strength",
    "solve_uncertain",
    "sseq",
    "stability",
    "stackelberg",
    "surprises",
    "tableau",
    "tree",
]

# Public name -> its module, and its name there where that differs.
_HOMES = {
    "because": "behaviour_reasons",
    "cannot_be_undone": "evolution",
    "equilibrium_jumps": "coalitions",
    "hypergame": "misperception",
    "inverse_of_party": "inverse",
    "limited": "foresight",
    "nonmyopic": "foresight",
    "seq_or_sim": "simultaneous",
    "settled": "metarational",
    "sim": "simultaneous",
    "solve_all": "behaviour",
    "solve_attitudes": "attitudes",
    "solve_behaviour": "behaviour:solve",
    "solve_coalitions": "coalitions:solve",
    "solve_hybrid": "uncertain",
    "solve_hypergame": "misperception",
    "solve_merged": "merged_players:solve",
    "solve_strength": "strength",
    "solve_uncertain": "uncertain",
    "stackelberg": "foresight",
    "surprises": "misperception",
    "tableau": "simultaneous",
    "tree": "evolution",
}


def __getattr__(name: str) -> Any:
    """Load what a name stands for when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, _, own = home.partition(":")
    found = getattr(import_module(f"{__name__}.{module}"), own or name)
    globals()[name] = found
    return found
