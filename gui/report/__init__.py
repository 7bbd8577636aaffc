"""A report as a document to print: the page of the core, laid out by Qt."""
