"""Files and recordings of loot addons, read into drafts of entries; our own exports, read back as they were."""
