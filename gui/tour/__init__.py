"""The first five minutes: a card at the first start, and a tour of five live steps."""
