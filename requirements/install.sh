#!/bin/sh
# install.sh STAMP PYTHON PINS…: bring .venv to the pins and leave STAMP as the proof.
# A set-up that was interrupted leaves .venv/.unfinished, and the next one starts from nothing.
set -eu

stamp=$1
choice=$2
shift 2

# Two set-ups at once would undo each other: the second waits, and finds it done.
exec 9<requirements/install.sh
if command -v flock >/dev/null; then flock 9; fi
if [ -e "$stamp" ] && .venv/bin/python -c '' 2>/dev/null; then exit; fi

if [ -e .venv/.unfinished ] || ! .venv/bin/python -c '' 2>/dev/null || [ -n "$choice" ]; then
    . requirements/python.sh
    echo "Setting up .venv with $("$python" --version); this takes up to a minute, once." >&2
    rm -rf .venv
    mkdir .venv
    : >.venv/.unfinished
    "$python" -m venv .venv
else
    echo "Bringing .venv up to date." >&2
    : >.venv/.unfinished
    rm -f .venv/.run-* .venv/.dev-*
fi

pins=''
for file in "$@"; do
    pins="$pins -r $file"
done
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# shellcheck disable=SC2086  # the list is meant to be split
.venv/bin/python -m pip install -qq --require-hashes $pins </dev/null
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index --editable . </dev/null

: >"$stamp"
rm .venv/.unfinished
