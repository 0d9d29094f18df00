"""The sentences in which flips are told to people: the same in the terminal and on the page."""

from detente.sensitivity.analysis import Flips
from detente.sensitivity.likelihood import likelihood_in_words

__all__ = ["carried_in_words", "survival_in_words"]

MOST_NAMED = 8


def carried_in_words(one: Flips) -> str:
    """Say which claims a conclusion cannot do without.

    Examples
    --------
    >>> from detente.stability.robust.shares import share
    >>> carried_in_words(Flips(id="now", text="It lasts.", likelihood=share(1, 1, exact=True)))
    'This rests on no claim.'
    """
    number = sum(len(it.origin.claims) for it in one.carried)
    if not number:
        return "This rests on no claim."
    alone = [flip.claim for flip in one.flipping]
    if alone:
        named = ", ".join(alone[:MOST_NAMED])
        more = f" and {len(alone) - MOST_NAMED:,} more" if len(alone) > MOST_NAMED else ""
        which = f"{alone[0]} is false" if len(alone) == 1 else ""
        which = which or f"one of {len(alone):,} claims is false: {named}{more}"
        others = number - len(alone)
        rest = "other changes nothing" if others == 1 else "others change nothing"
        return f"This holds unless {which}." + (f" {others:,} {rest} alone." if others else "")
    together = [it.origin.words for it in one.carried if it.together]
    if together:
        return (
            f"No claim alone flips this, of {number:,}; all claims of one source do: "
            f"{', '.join(together[:MOST_NAMED])}."
        )
    end = "it falls only with several" if one.without_any else "it stands even without them all"
    return f"No claim alone flips this, of {number:,}, and no source alone: {end}."


def survival_in_words(one: Flips) -> str:
    """Say how likely a conclusion is to survive what may be false.

    Examples
    --------
    >>> from detente.stability.robust.shares import share
    >>> survival_in_words(Flips(id="now", text="It lasts.", likelihood=share(820, 1000)))
    'Very likely to survive what may be false: 82 in 100 (79 to 84, from 1,000 draws).'
    >>> survival_in_words(Flips(id="now", text="It lasts.", likelihood=share(1, 1, exact=True)))
    'It survives whichever of its claims are false.'
    """
    likelihood = one.likelihood
    if likelihood.share is None or likelihood.low is None or likelihood.high is None:
        return "How likely it is to survive is not known."
    word = likelihood_in_words(likelihood.share)
    draws = f", from {likelihood.draws:,} draws" if likelihood.draws else ""
    if not word:
        return _certain(likelihood.share, likelihood.draws)
    begin = {
        "roughly even chance": "A roughly even chance",
        "almost no chance": "Almost no chance",
    }.get(word, word.capitalize())
    number = _in_hundred(likelihood.share)
    if not draws:
        return f"{begin} to survive what may be false: {number} in 100."
    low, high = _in_hundred(likelihood.low), _in_hundred(likelihood.high)
    return f"{begin} to survive what may be false: {number} in 100 ({low} to {high}{draws})."


def _certain(probability: float, draws: int) -> str:
    if draws:
        which = "every one" if probability else "none"
        return f"It survives in {which} of {draws:,} draws of what may be false."
    if probability:
        return "It survives whichever of its claims are false."
    return "It does not survive: a claim that it needs is taken as false."


def _in_hundred(probability: float) -> str:
    """Return a probability in hundredths; one decimal near the ends, where it matters."""
    number = probability * 100
    return f"{number:.0f}" if 1 <= number <= 99 else f"{number:.1f}"
