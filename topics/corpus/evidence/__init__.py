"""What the words of a speech say about its date, place, masks and copies."""
