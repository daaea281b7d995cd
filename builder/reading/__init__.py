"""Files to records: discovery, front matter with positions, Markdown. The only room that reads content from disk."""
