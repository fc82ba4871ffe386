"""Why a calendar part is not an answer."""


class Malformed(ValueError):
    """Nothing is changed by it; it is shown to somebody."""
