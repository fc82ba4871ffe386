"""The first owner of an organisation: `manage.py create_organiser EMAIL [--organisation NAME]`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from core.text import mail_address
from tours.organisations.actions import add_member, change_role, create_organisation, known_or_new_user
from tours.organisations.models import MembershipRole, Organisation, User


class Command(BaseCommand):
    help = "Makes somebody owner of an organisation, with an account and the organisation where they are missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--organisation", metavar="NAME", help="may be left out when there is exactly one already"
        )
        parser.add_argument("--name", default="", help="the person's name")
        parser.add_argument(
            "--password", help="for the one-process mode; without it they log in with a mailed code"
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        email = mail_address(options["email"])
        self._check(email, options)
        user = known_or_new_user(email=email, name=options["name"])
        organisation = self._organisation(options["organisation"], user)
        membership = organisation.memberships.filter(user=user).first()
        if membership is None:
            add_member(organisation, email=email, role=MembershipRole.OWNER)
        elif membership.role != MembershipRole.OWNER:
            change_role(membership, role=MembershipRole.OWNER)
        if options["password"]:
            user.set_password(options["password"])
            user.save(update_fields=["password"])
        self.stdout.write(f"{email} is owner of {organisation.name} ({organisation.slug}).")
        self.stdout.write(f"Log in at {settings.SITE_URL}{reverse('account_login')}")

    def _check(self, email: str, options: dict[str, Any]) -> None:
        password = options["password"]
        try:
            User(email=email, name=options["name"]).clean_fields(exclude=["password"])
            if options["organisation"]:
                Organisation(name=options["organisation"]).clean_fields(exclude=["slug"])
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if password and not settings.ONE_PROCESS:
            raise CommandError(
                "Passwords work in the one-process mode only (no REDIS_URL): leave --password out."
            )

    def _organisation(self, name: str | None, user: User) -> Organisation:
        if name:
            return Organisation.objects.filter(name=name).first() or create_organisation(
                name=name, owner=user
            )
        there = list(Organisation.objects.all()[:2])
        if len(there) != 1:
            raise CommandError("Say which organisation: --organisation NAME")
        return there[0]
