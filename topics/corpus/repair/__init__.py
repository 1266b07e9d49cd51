"""Raw text in, repaired text and the record of every change out."""
