"""The public pages: agenda and event. No models."""
