"""Addresses that get no mail, or none that they can do without."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

from tours.models import Organisation

Row = TypeVar("Row", bound=models.Model)


class AddressQuerySet(models.QuerySet[Row]):
    def of_address(self, email: str | Combinable) -> Self:
        """Case does not matter in an address."""
        wanted = email.lower() if isinstance(email, str) else Lower(email)
        return self.annotate(address=Lower("email")).filter(address=wanted)


class Suppression(models.Model):
    """An address that mail must not go to: the mailbox does not exist, or its owner complained."""

    email = models.EmailField()
    reason = models.CharField(max_length=300)
    complained = models.BooleanField(
        default=False
    )  # only lifted where the owner asked for it, as somebody says
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AddressQuerySet["Suppression"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="suppression_once")]

    def __str__(self) -> str:
        return self.email


class OptOut(models.Model):
    """An address that wants no optional mail of this organisation; without one, no daily digest."""

    email = models.EmailField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="opt_outs"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AddressQuerySet["OptOut"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), "organisation", name="opt_out_once"),
            models.UniqueConstraint(
                Lower("email"), condition=models.Q(organisation=None), name="opt_out_of_digest_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email
