"""What the assistant does when asked: one thin Rasa action over plain decisions."""
