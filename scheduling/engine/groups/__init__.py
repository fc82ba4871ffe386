"""Who goes round with whom: groups of one size in which parties and roles are mixed.

First everybody gets a place that keeps the hard rules (`filling`); then people are exchanged two by two (`exchanging`).
"""

from scheduling.engine.groups.mixing import mix_groups
from scheduling.engine.groups.people import Grouping, Participant, Quota

__all__ = ["Grouping", "Participant", "Quota", "mix_groups"]
