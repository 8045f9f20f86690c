"""`make benchmark`: Archway beside what a user of Rasa would build otherwise, on one machine, in one run."""
