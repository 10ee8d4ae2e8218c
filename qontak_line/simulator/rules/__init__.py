"""What LINE demands of outgoing message objects ("Message objects", and the texts of its error details)."""

from qontak_line.simulator.rules.problem import Malformed, Problem
from qontak_line.simulator.rules.request import check_messages

__all__ = ["Malformed", "Problem", "check_messages"]
