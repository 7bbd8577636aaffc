"""The application: command line, start, fonts, garbage collection."""
