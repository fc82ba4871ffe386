"""In the place of the search: a process that ends in the middle of what it says."""

if __name__ == "__main__":
    print('{"progress": {"best_min": 300, "bound_min": 2', end="", flush=True)
