"""The vault's pages: board, evidence, character, sync status. They read the database only."""
