"""The help: its chapters, the glossary, search, and what a control is about."""
