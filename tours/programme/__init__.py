"""The event and its programme: stops, groups, visits, legs, talks, speakers; and what was published of it."""
