"""Training, evaluation and export of the plum classifier."""
