"""Read by gunicorn where it is started."""

# Loaded once and shared by the workers; what the settings miss is said once, and not by each worker again and again.
preload_app = True
