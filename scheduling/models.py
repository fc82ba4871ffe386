"""No tables yet: plans are written into the programme's visits and legs."""
