"""An edit script as people read it: rows of a page, rendered for a terminal, as HTML, as plain text, as JSON."""
