"""My registration: what a person sees and does behind their own link. Reading changes nothing."""
