"""Rows made by the database out of other rows: for thousands, a tenth of what as many objects from here would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import SHA256
from django.db.models.sql.compiler import SQLCompiler


class Sha256(SHA256):
    """The library's, without the extension that it wants on PostgreSQL, which knows SHA-256 by itself since version 11."""

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template, **extra)


def insert_from(
    rows: models.QuerySet[Any],
    into: type[models.Model],
    columns: dict[str, object],
    *,
    keep: str = "",
    returning: Sequence[str] = ("id",),
) -> list[tuple[Any, ...]]:
    """Insert a row for each of `rows`; the columns `returning` of what was made.

    `columns`, by field, are expressions over `rows`, or values that are the same for all; fields that are not named get
    their default. A row whose unique field `keep` stands already is left as it is, and returned too.
    """
    meta = into._meta  # noqa: SLF001  (a documented interface in spite of its name)
    quote = connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    values = [_expression(field, columns.get(field.attname, field.get_default())) for field in fields]
    select, parameters = rows.values_list(*values).query.sql_with_params()
    statement = f"INSERT INTO {quote(meta.db_table)} ({_listed(field.column for field in fields)}) {select}"
    if keep:
        # Not DO NOTHING: on SQLite that was seen to swallow a violated check together with the row.
        statement += f" ON CONFLICT ({quote(keep)}) DO UPDATE SET {quote(keep)} = EXCLUDED.{quote(keep)}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {_listed(returning)}", parameters)
        made: list[tuple[Any, ...]] = cursor.fetchall()
    return made


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def _expression(field: models.Field[Any, Any], value: object) -> Combinable:
    return value if isinstance(value, Combinable) else Value(value, output_field=field)
