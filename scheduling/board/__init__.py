"""From the programme's drafts to the engine and back: times filled in, warnings with a reason."""
