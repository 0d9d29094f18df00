"""The brief: findings -> one page that answers first and then shows why."""

from detente.brief.gathering import build
from detente.brief.report.making import Stability, make_report
from detente.brief.report.records import Report

__all__ = ["Report", "Stability", "build", "make_report"]
