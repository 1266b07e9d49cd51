"""Two runs side by side: topics, shares of themes, paragraphs whose theme changed, and causes."""
