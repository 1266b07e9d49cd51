"""How formulaic the words, phrases and paragraphs of speeches are."""
