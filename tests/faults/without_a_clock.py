"""The settings of the service, with a clock that comes round once in an hour: what happens sooner was asked for."""

from config.settings import *

SWEEP_SECONDS = 3600
