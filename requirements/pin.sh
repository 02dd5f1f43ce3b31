#!/bin/sh
# pin.sh PYTHON [--upgrade]: write run.txt and dev.txt anew. Run it with the oldest Python that is
# supported, whose dependencies are a superset of the newer ones'. Needs pip-tools, in a place of its own.
set -eu

choice=$1
. requirements/python.sh
shift
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"$python" -m venv "$tools"
"$tools/bin/python" -m pip install -qq --disable-pip-version-check pip-tools

compile() {
    "$tools/bin/pip-compile" --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@"
}
compile "$@" --extra keepass --all-build-deps --output-file requirements/run.txt pyproject.toml
compile "$@" --output-file requirements/dev.txt requirements/dev.in
