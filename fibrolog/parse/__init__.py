"""The words people type after `add` and `took`, understood or refused, never guessed."""
