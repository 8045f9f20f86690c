"""What visitors asked and did not get, and how operators deal with it."""
