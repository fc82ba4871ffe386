"""A plan on request: from drafts and wishes to up to three proposals, worked out by a process with limits."""
