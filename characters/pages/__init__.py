"""The ground's pages: where a person starts, and the person's own characters. They read the database only."""
