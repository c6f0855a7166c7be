"""The officers' desk: one per guild, from the overview to every change with its preview and undo."""
