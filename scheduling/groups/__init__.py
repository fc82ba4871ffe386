"""Groups in which parties and roles are mixed: proposed with reasons, changed by hand, told when accepted."""
