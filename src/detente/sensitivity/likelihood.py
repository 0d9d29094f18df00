"""Likelihood in words, by the terms of Intelligence Community Directive 203 (2015), one row of them.

The bands meet at their edges; here each begins with its lower edge. 0 and 1 have no word.
"""

import math

__all__ = ["likelihood_in_words"]

_BANDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (math.inf, "almost certain"),
)


def likelihood_in_words(probability: float) -> str:
    """Return the word for a probability; empty for 0 and 1.

    Examples
    --------
    >>> [likelihood_in_words(p) for p in (0.05, 0.5, 0.7999, 0.8, 1.0)]
    ['very unlikely', 'roughly even chance', 'likely', 'very likely', '']
    """
    if not 0 < probability < 1:
        return ""
    return next(word for edge, word in _BANDS if probability < edge)
