"""A small world that lives through time: who there is, what they did, and what each upstream knows of it."""
