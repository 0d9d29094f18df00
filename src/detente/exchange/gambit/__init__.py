"""Games of Gambit: strategic form (``.nfg``) and extensive form (``.efg``)."""

from detente.exchange.gambit.bargaining import Offers, offers_of, offers_table, offers_tree
from detente.exchange.gambit.breaches import Breaches, breaches_of, breaches_table, breaches_tree
from detente.exchange.gambit.games import Decision, End, Table, Tree, solution
from detente.exchange.gambit.writing import efg, nfg

__all__ = [
    "Breaches",
    "Decision",
    "End",
    "Offers",
    "Table",
    "Tree",
    "breaches_of",
    "breaches_table",
    "breaches_tree",
    "efg",
    "nfg",
    "offers_of",
    "offers_table",
    "offers_tree",
    "solution",
]
