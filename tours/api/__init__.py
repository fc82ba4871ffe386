"""The REST API, version 1: public events from their last Revision, and for members who comes. Reads only."""
