"""Whether a file is what its extension says, by its structure. Pure functions over files: no Django, no models.

`python -m tours.materials.checks FILE EXTENSION OUT` runs one check within limits; see inspection.py for the caller.
"""
