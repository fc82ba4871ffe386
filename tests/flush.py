"""Empty tables between tests that really commit, at a cost that follows what they wrote.

Django truncates every table (on PostgreSQL a new file for each table and index) and then writes all permissions and
content types again. These tests fill a dozen tables of sixty.
"""

from django.db import connection, transaction

# Written once with the schema, and not changed by any test.
KEPT = {"django_content_type", "auth_permission"}


def empty_tables():
    """Delete all that was committed. Our foreign keys are checked at the end, so any order will do."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(set(tables) - KEPT):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
