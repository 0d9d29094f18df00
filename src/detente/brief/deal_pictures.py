"""The pictures and tables of a deal and of a schedule, as a page takes them."""

from detente.brief.pictures.cheated import cheated, cheated_table
from detente.brief.pictures.heat import heat, heat_table
from detente.brief.pictures.pareto import pareto, pareto_table
from detente.brief.pictures.schedule import schedule, schedule_table
from detente.brief.report.deal import Deal, Steps

__all__ = ["Rows", "pictures_of", "tables_of"]

Rows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def pictures_of(deal: Deal | None, order: Steps | None) -> dict[str, tuple[str, Rows]]:
    """Return picture -> (SVG, its table); what there is nothing to draw of is left out.

    Examples
    --------
    >>> pictures_of(None, None)
    {}
    """
    drawn = {
        "pareto": lambda: pareto(deal) if deal and len(deal.parties) > 1 else "",
        "schedule": lambda: schedule(order) if order else "",
        "heat": lambda: heat(order.heat) if order and order.heat else "",
        "cheated": lambda: cheated(order) if order else "",
    }
    return {name: (drawn[name](), rows) for name, rows in tables_of(deal, order).items()}


def tables_of(deal: Deal | None, order: Steps | None) -> dict[str, Rows]:
    """Return picture -> the same as a table; what there is nothing to draw of is left out.

    Examples
    --------
    >>> tables_of(None, None)
    {}
    """
    found: dict[str, Rows] = {}
    if deal is not None and not deal.why_not:
        found["pareto"] = pareto_table(deal)
    if order is not None and len(order.steps) > 1:
        found["schedule"] = schedule_table(order)
        if order.heat is not None:
            found["heat"] = heat_table(order.heat)
        if order.breaches:
            found["cheated"] = cheated_table(order)
    return found
