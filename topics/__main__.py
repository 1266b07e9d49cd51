"""`python -m topics` is the command `topics`."""

from topics.cli import main

main(prog_name="topics")
