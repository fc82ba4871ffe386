"""Print the whole table. Figures vary with the machine; ratios hold."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from benchmarks.database import fresh_database


def main():
    with fresh_database():
        from django.db import connection

        print(f"Python {sys.version.split()[0]}, {connection.vendor}\n")
        from benchmarks import pages

        pages.run()


if __name__ == "__main__":
    main()
