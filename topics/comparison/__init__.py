"""Compare two runs: topics, shares of themes, paragraphs whose theme changed, and causes."""
