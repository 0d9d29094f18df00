"""The rules of the tier with a parser, in their order: the first that answers counts."""

from detente.evidence import (
    conduct_rules,
    deal_rules,
    future_rules,
    idiom_rules,
    order_rules,
    remark_rules,
)
from detente.evidence.clauses import Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    deal_rules.nominal_subject,
    deal_rules.condition_set,
    deal_rules.tied,
    deal_rules.nominal_object,
    deal_rules.refusal,
    remark_rules.naming,
    remark_rules.mention,
    idiom_rules.idiom,
    deal_rules.expected,
    deal_rules.demand,
    deal_rules.promise,
    deal_rules.threaten,
    remark_rules.belief,
    remark_rules.report,
    deal_rules.offer,
    deal_rules.willing,
    deal_rules.intend,
    future_rules.scheduled,
    order_rules.order,
    conduct_rules.deontic,
    conduct_rules.agreed,
    conduct_rules.warned,
    conduct_rules.withheld,
    future_rules.ruled_out,
    future_rules.undertaken,
    future_rules.exchanged,
    conduct_rules.escalation,
    conduct_rules.concession,
    future_rules.announced,
    future_rules.proceeds,
    conduct_rules.own_conduct,
    conduct_rules.forecast,
    remark_rules.purpose,
    remark_rules.deed,
    remark_rules.remark,
)
