"""Understanding: graph components over plain models."""
