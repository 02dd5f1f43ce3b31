# Sourced: sets `python` to an interpreter that is new enough and can make a virtual environment.
# `choice` is the user's own, or empty. (Some shells pass no arguments to a sourced file.)

python=''
newest=''
for candidate in ${choice:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
    # Asked, not only looked for: pyenv's stand-ins are in PATH without being able to run.
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    newest=$candidate
    # Debian ships venv in python3 but what it needs, ensurepip, in python3-venv.
    "$candidate" -c 'import ensurepip, venv' 2>/dev/null || continue
    python=$candidate
    break
done

if [ -z "$python" ]; then
    if [ -n "$newest" ]; then
        echo "vaulttui needs the venv module of $newest, which is missing:" \
            "on Debian or Ubuntu, apt install python3-venv." >&2
    elif [ -n "$choice" ]; then
        echo "vaulttui needs Python 3.11 or newer, and $choice is not that." >&2
    else
        echo "vaulttui needs Python 3.11 or newer, and none was found:" \
            "on Debian or Ubuntu, apt install python3 python3-venv." >&2
    fi
    exit 1
fi
