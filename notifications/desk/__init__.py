"""The organiser's home, the publish page and the message log: who will be told what."""
