"""A state is one field, its moves a table, a move a compare-and-swap."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class MoveRefused(RuleBroken):
    sentence = _("Dit is intussen al veranderd. Ververs de pagina om te zien hoe het nu is.")


class StateMachine(models.Model):
    """A model with a `state` field whose subclass lists the allowed MOVES, {from: {to, …}}."""

    MOVES: ClassVar[dict[str, frozenset[str]]]
    state: str

    class Meta:
        abstract = True

    def move_to(self, new: str, **also: Any) -> None:
        """Exactly one of two racing callers wins; the other gets MoveRefused.

        `also` takes column names and plain values, written in the same statement.
        After a rollback the caller fetches again.
        """
        if new not in self.MOVES.get(self.state, frozenset()):
            raise MoveRefused
        rows = type(self)._default_manager.filter(models.Q(pk=self.pk, state=self.state))
        if not rows.update(state=new, **also):
            raise MoveRefused
        vars(self).update(state=new, **also)
