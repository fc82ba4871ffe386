"""What our processes write down: without the personal links that whoever reads a log could use."""

import logging

from core.tokens import masked


class Line(logging.Formatter):
    """One record, also what Django says of an address and what stands in a traceback, with every key taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
