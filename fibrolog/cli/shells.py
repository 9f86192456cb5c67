"""What bash, zsh and fish need to know to complete fibrolog's words, and putting it in place.

Each script asks the program itself, which answers with a line for each word: the word, a tab, and
what it is. Nothing of an answer is ever run by the shell, because a diary can hold other people's
text; and a line with only a slash asks for the shell's own completion of file names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from fibrolog.errors import DiaryError, NotUnderstood
from fibrolog.storage.atomic import make_folder, new_file
from fibrolog.text import either, quote

_BASH = r"""# fibrolog: completion for bash
_fibrolog() {
  local line word what
  local -a words about
  while IFS= read -r line; do
    if [ "$line" = / ]; then compopt -o default 2>/dev/null; COMPREPLY=(); return; fi
    word=${line%%$'\t'*} what=${line#*$'\t'}
    words+=("$word")
    if [ -n "$what" ]; then about+=("$word  ($what)"); else about+=("$word"); fi
  done < <(_FIBROLOG_COMPLETE=bash "${1/#\~/$HOME}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # What a word is can be shown only in a list; elsewhere it would end up on the line.
  case $COMP_TYPE in
    33 | 63 | 64) if [ ${#words[@]} -gt 1 ]; then words=("${about[@]}"); fi ;;
  esac
  COMPREPLY=("${words[@]}")
}
# The order is ours: what is used most comes first. Bash before 4.4 can only sort.
complete -o nosort -F _fibrolog fibrolog 2>/dev/null || complete -F _fibrolog fibrolog
"""

_ZSH = r"""#compdef fibrolog
# fibrolog: completion for zsh
_fibrolog() {
  local line word what
  local -a list about shown
  while IFS= read -r line; do
    if [[ $line == / ]]; then _files; return; fi
    word=${line%%$'\t'*} what=${line#*$'\t'}
    list+=("$word")
    if [[ -n $what ]]; then about+=("$word  -- $what") shown=(-l); else about+=("$word"); fi
  done < <(_FIBROLOG_COMPLETE=zsh "${(Q)words[1]/#\~/$HOME}" \
    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  compadd -V fibrolog -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' $shown -d about -a -- list
}
if [ "$funcstack[1]" = _fibrolog ]; then
  _fibrolog "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _fibrolog fibrolog
fi
"""

_FISH = r"""# fibrolog: completion for fish
function __fibrolog_words
    set -l words (commandline -opc) (commandline -ct)
    set -l answer (_FIBROLOG_COMPLETE=fish $words[1] $words[2..-1] 2>/dev/null)
    if test "$answer" = /
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $answer
    end
end
complete -c fibrolog -f -k -a '(__fibrolog_words)'
"""


class _Shell(NamedTuple):
    """How one shell is taught.

    Attributes:
        script: what it has to read.
        start_file: the file it reads when it starts, where it must be told of the script there.
    """

    script: str
    start_file: str | None


_SHELLS = {
    "bash": _Shell(_BASH, ".bashrc"),
    "zsh": _Shell(_ZSH, ".zshrc"),
    "fish": _Shell(_FISH, None),
}


def script(shell: str) -> str:
    """Return what a shell has to read.

    Raises:
        NotUnderstood: when the shell is none of those we know.
    """
    return _known(shell).script


def install(shell: str) -> str:
    """Put the script where the shell finds it, and return the sentence that says so.

    Raises:
        NotUnderstood: when the shell is none of those we know.
        DiaryError: when a file cannot be written.
    """
    known = _known(shell)
    name = shell.casefold()
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    if known.start_file is None:
        file = folder / "fish" / "completions" / "fibrolog.fish"
    else:
        file = folder / "fibrolog" / f"completion.{name}"
    try:
        make_folder(file.parent)
        _write(file, known.script.encode())
        if known.start_file is not None:
            home = Path((name == "zsh" and os.environ.get("ZDOTDIR")) or Path.home())
            _add_line(home / known.start_file, f". {_quoted(str(file))}")
    except OSError as error:
        raise DiaryError(
            f"{error.filename or file} could not be written: {error.strerror or error}; "
            f"put what fibrolog --show-completion {name} shows where {name} reads it."
        ) from error
    return f"Completion for {name} is in {file}; it works in every {name} you open from now on."


def _known(shell: str) -> _Shell:
    found = _SHELLS.get(shell.casefold())
    if found is None:
        raise NotUnderstood(f"The shell {quote(shell)} is not known; type {either(_SHELLS)}.")
    return found


def _add_line(file: Path, line: str) -> None:
    """Add a line to a file, unless it is there."""
    # Bytes, because it is the person's own file and in an encoding of their own.
    before, added = file.read_bytes() if file.exists() else b"", os.fsencode(line)
    if added not in before.splitlines():
        gap = b"" if before.endswith(b"\n") or not before else b"\n"
        _write(file, before + gap + added + b"\n")


def _write(file: Path, content: bytes) -> None:
    """Make a file, or replace one and let others do with it what they might before."""
    real = Path(os.path.realpath(file))
    with new_file(real, replace=True) as made:
        made.write(content)
        if real.exists():
            made.path.chmod(real.stat().st_mode)


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
