"""Print the whole table. Figures vary with the machine; ratios hold."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from benchmarks.database import fresh_database

DELIVERED = 3000  # mails; more say the same in a longer time


def main():
    """Each part on an empty database of its own: one leaves mail waiting that another would send."""
    with fresh_database():
        from django.db import connection

        print(f"Python {sys.version.split()[0]}, {connection.vendor}\n")
        from benchmarks import pages

        pages.run()
    with fresh_database():
        from benchmarks import publishing

        publishing.run()
    with fresh_database():
        from benchmarks import bench_outbox

        bench_outbox.run(DELIVERED)
    with fresh_database():
        from benchmarks import hand_over

        hand_over.run()
    with fresh_database():
        from benchmarks import feeds

        feeds.run()


if __name__ == "__main__":
    main()
