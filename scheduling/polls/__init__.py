"""Date polls: people say when they can, and the organiser chooses with the reasons in sight."""
