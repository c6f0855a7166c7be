"""What commands that sync share."""
