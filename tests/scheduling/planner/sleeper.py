"""In the place of the search: a process that says nothing and stays."""

import time

if __name__ == "__main__":
    time.sleep(60)
