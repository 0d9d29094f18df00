"""Help of a command with many options: in groups, each under a heading of its own."""

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["GroupedCommand", "grouped"]

OTHERS = "Options"


def grouped(parameters: "list[Any]") -> "Iterator[tuple[str, list[Any]]]":
    """Yield the options of a command by the heading they stand under, those without one last."""
    groups: dict[str, list[Any]] = {}
    for parameter in parameters:
        if parameter.param_type_name == "option":
            heading = getattr(parameter, "rich_help_panel", None) or OTHERS
            groups.setdefault(heading, []).append(parameter)
    others = groups.pop(OTHERS, [])
    yield from groups.items()
    if others:
        yield OTHERS, others


class GroupedCommand(TyperCommand):
    """A command whose help shows its options by their ``rich_help_panel``, without boxes."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then group after group of options."""
        parameters = self.get_params(ctx)
        arguments = [p for p in parameters if p.param_type_name == "argument"]
        for heading, some in [("Arguments", arguments), *grouped(parameters)]:
            told = [record for p in some if (record := p.get_help_record(ctx)) is not None]
            if told:
                with formatter.section(heading):
                    formatter.write_dl(told)
