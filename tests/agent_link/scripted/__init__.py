"""A mesh that says what a scenario tells it to, for clients of the agent link."""
