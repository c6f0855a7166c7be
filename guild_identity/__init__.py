"""Who is who: players, their characters and Discord accounts, and what does not add up. Imports `characters` only."""
