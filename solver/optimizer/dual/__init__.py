"""The compiled solver: semismooth Newton on the dual of the program, every market in closed form."""
