"""What ``detente stability`` can be asked: its own options, by the group they stand in."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, get_args

import typer
from msgspec import Struct

from detente.errors import UsageError

__all__ = ["DEFAULT_CONCEPTS", "Wish", "with_wish"]

DEFAULT_CONCEPTS = ("nash", "gmr", "smr", "seq")
MOST_DRAWS = 1_000_000_000
WHICH = "Which states last"
FIRM = "How firm that is"
TOGETHER = "Parties that act together"
UNSURE = "What is not known, or seen differently"
INVERSE = "The other way round"
NEXT = "What can follow"
PICTURE = "Pictures"
NEEDS = {
    "improvement": "--coalitions",
    "count": "--mediate",
    "by": "--tree",
    "depth": "--tree",
}
"""Options that say how another one is to be understood, and that one."""


def _flag(name: str, group: str, said: str) -> Any:
    return typer.Option(name, help=said, rich_help_panel=group)


def _option(name: str, metavar: str, group: str, said: str, *, shown: bool = False) -> Any:
    return typer.Option(name, metavar=metavar, help=said, rich_help_panel=group, show_default=shown)


class Wish(Struct, frozen=True, kw_only=True):
    """What the options of the command ask for; None and False where they leave it open."""

    concepts: Annotated[
        str | None,
        _option(
            "--concepts",
            "LIST",
            WHICH,
            "Some of nash, gmr, smr, seq, sseq, sim, seq-or-sim, tableau, nm, l2, mr4, cmr4 (l, mr, "
            "cmr: any number of moves), with commas.  [default: nash,gmr,smr,seq]",
        ),
    ] = None
    behaviour: Annotated[
        str | None,
        _option(
            "--behaviour",
            "LIST",
            WHICH,
            "A concept for each party: usa=seq,dprk=gmr.",
        ),
    ] = None
    per_party: Annotated[
        bool,
        _flag(
            "--per-party",
            WHICH,
            "Also where each party is stable by itself; with tableau, the tableau.",
        ),
    ] = False
    limit: Annotated[int | None, _option("--limit", "N", WHICH, "List so many states at most.")] = (
        None
    )
    why: Annotated[
        str | None,
        _option(
            "--why",
            "STATE",
            WHICH,
            "Why a state lasts or not: now, a package, a state's name or number, or "
            "'lever = level'. With --coalitions: for each coalition.",
        ),
    ] = None
    robust: Annotated[
        bool | None,
        _flag(
            "--robust/--no-robust",
            FIRM,
            "How firm each equilibrium is. Default: yes, unless the model is very large; "
            "--no-robust: no.",
        ),
    ] = None
    draws: Annotated[
        int | None,
        _option(
            "--draws",
            "N",
            FIRM,
            "Draw so many preferences that agree with what is stated. Default: 400.",
        ),
    ] = None
    seed: Annotated[
        int,
        _option("--seed", "S", FIRM, "Which draws: the same seed, the same draws.", shown=True),
    ] = 1
    coalitions: Annotated[
        bool,
        _flag(
            "--coalitions",
            TOGETHER,
            "Where no coalition gains by moving together, and which jumps coalitions would make.",
        ),
    ] = False
    improvement: Annotated[
        Literal["strict", "pareto"],
        typer.Option(
            "--improvement",
            help="What a coalition gains by: strict, better for every member; pareto, worse for "
            "none and better for some. With --coalitions.  [default: strict]",
            rich_help_panel=TOGETHER,
        ),
    ] = "strict"
    merged: Annotated[
        str | None,
        _option(
            "--merged",
            "LIST",
            TOGETHER,
            "Parties as one player, as in GMCR+: usa+japan,china; whoever is not named stands alone.",
        ),
    ] = None
    unknown: Annotated[
        bool,
        _flag(
            "--unknown",
            UNSURE,
            "Leave open what is not known of preferences: what lasts for bold and for careful "
            "parties.",
        ),
    ] = False
    strength: Annotated[
        str | None,
        _option(
            "--strength",
            "LIST",
            UNSURE,
            "How many of a party's first statements matter greatly: usa=2,dprk=1; several degrees: "
            "usa=1+3. With --unknown: both.",
        ),
    ] = None
    attitudes: Annotated[
        str | None,
        _option(
            "--attitudes",
            "LIST",
            UNSURE,
            "Experimental. Who wishes whom well (+) or ill (-): usa:dprk=-,dprk:usa=0. Unsaid: each "
            "cares for itself alone.",
        ),
    ] = None
    hypergame: Annotated[
        bool,
        _flag(
            "--hypergame",
            UNSURE,
            "What lasts if each party acts on its own picture, by the case's 'misperceptions:'; "
            "what would come as a surprise.",
        ),
    ] = False
    inverse: Annotated[
        str | None,
        _option(
            "--inverse",
            "STATE",
            INVERSE,
            "Which preferences would make a state last: minimal sets, and the share of all rankings.",
        ),
    ] = None
    mediate: Annotated[
        str | None,
        _option(
            "--mediate",
            "STATE",
            INVERSE,
            "What a mediator would have to change in the order of statements to make a state last.",
        ),
    ] = None
    count: Annotated[
        Literal["swaps", "moves", "drops"],
        typer.Option(
            "--count",
            help="What makes a change of statements small: few swaps of neighbours, few statements "
            "moved, few left out. With --mediate.  [default: swaps]",
            rich_help_panel=INVERSE,
        ),
    ] = "swaps"
    paths: Annotated[
        str | None,
        _option(
            "--paths",
            "TO",
            NEXT,
            "How to get from now to a package, a goal, a state or a condition, and which steps "
            "cannot be undone.",
        ),
    ] = None
    tree: Annotated[
        bool, _flag("--tree", NEXT, "What can follow from the status quo, step by step.")
    ] = False
    by: Annotated[
        Literal["moves", "improvements", "coalitions"],
        typer.Option(
            "--by",
            help="Which steps the tree shows: any moves, those that serve their mover, or also "
            "those that serve a coalition. With --tree.  [default: coalitions]",
            rich_help_panel=NEXT,
        ),
    ] = "coalitions"
    depth: Annotated[
        int, _option("--depth", "N", NEXT, "How many steps deep the tree goes.  [default: 2]")
    ] = 2
    no_return: Annotated[
        bool,
        _flag("--no-return", NEXT, "What can be brought about from now that has no way back."),
    ] = False
    picture: Annotated[
        Literal["lattice", "matrix", "paths", "acceptability", "tree"] | None,
        typer.Option(
            "--picture",
            help="Draw this into the SVG file of --out instead of a page.",
            rich_help_panel=PICTURE,
            show_default=False,
        ),
    ] = None

    def check(self) -> None:
        """Refuse numbers that no answer has.

        Raises
        ------
        UsageError
            A number is out of range.
        """
        if self.limit is not None and self.limit < 0:
            raise UsageError(f"--limit: {self.limit} is below 0")
        if self.draws is not None and not 0 <= self.draws <= MOST_DRAWS:
            raise UsageError(f"--draws: {self.draws} is not between 0 and {MOST_DRAWS:,}")
        if not 0 <= self.seed < 2**64:
            raise UsageError(f"--seed: {self.seed} is not between 0 and 2^64 - 1")
        if not 0 <= self.depth <= 100:
            raise UsageError(f"--depth: {self.depth} is not between 0 and 100")

    def asks(self, option: str) -> bool:
        """Return whether the option that another one goes with is asked for."""
        return bool(getattr(self, option.removeprefix("--")))

    def listed(self, default: int) -> int:
        """Return how many of something to list."""
        return default if self.limit is None else self.limit


def with_wish(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `Wish`, as its argument ``wish``."""

    @functools.wraps(function)
    def command(**values: Any) -> None:
        said = {name: values.pop(name) for name in Wish.__struct_fields__}
        given = [name for name in NEEDS if said[name] is not None]
        wish = Wish(**{k: v for k, v in said.items() if v is not None or k not in NEEDS})
        wish.check()
        _check_company(wish, given)
        function(**values, wish=wish)

    own = [p for p in inspect.signature(function).parameters.values() if p.name != "wish"]
    added = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if name in NEEDS else default,
            annotation=_annotation(name),
        )
        for name, default in zip(Wish.__struct_fields__, Wish.__struct_defaults__, strict=True)
    ]
    common = [p for p in own if p.name == "common"]
    parameters = [*(p for p in own if p.name != "common"), *added, *common]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__dict__["__signature__"] = inspect.Signature(parameters)
    return command


def _annotation(name: str) -> Any:
    """Return the type of an option; one that goes with another may be left out."""
    annotation = Wish.__annotations__[name]
    if name not in NEEDS:
        return annotation
    kind, *option = get_args(annotation)
    return Annotated[kind | None, *option]


def _check_company(wish: Wish, given: Sequence[str]) -> None:
    """Refuse options without the one that they go with: they would do nothing."""
    for name in given:
        main = NEEDS[name]
        drawn = name == "depth" and wish.picture == "tree"
        if not drawn and not wish.asks(main):
            raise UsageError(f"--{name}: {main} is not asked for", f"add {main}")
