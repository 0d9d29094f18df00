"""Which packages would all accept, which of them are efficient, and why there is none."""

from detente.bargain.blocks import bargaining_problem
from detente.bargain.finding import Bargaining, Choice, bargain
from detente.bargain.frontier import Frontier, frontier
from detente.bargain.impasse import Blocking, Impasse
from detente.bargain.knowledge import Knowledge, Standing
from detente.bargain.lotteries import Chain, Lottery
from detente.bargain.patience import Agreed, Patience
from detente.bargain.placing import Placed, place
from detente.bargain.problem import BargainingProblem, Block
from detente.bargain.solutions import SOLUTIONS, Solution, solve

__all__ = [
    "SOLUTIONS",
    "Agreed",
    "Bargaining",
    "BargainingProblem",
    "Block",
    "Blocking",
    "Chain",
    "Choice",
    "Frontier",
    "Impasse",
    "Knowledge",
    "Lottery",
    "Patience",
    "Placed",
    "Solution",
    "Standing",
    "bargain",
    "bargaining_problem",
    "frontier",
    "place",
    "solve",
]
