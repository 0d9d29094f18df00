#!/usr/bin/env bash
# Install detente into an environment, editable, with the versions that constraints.txt pins.
#   scripts/install.sh .venv          what it runs on
#   scripts/install.sh .venv dev      that and the tools of the checks
# Uses uv, from the path or put into the environment; plain pip where uv cannot be had.
set -euo pipefail
venv=$1
group=${2:-}
python=$venv/bin/python

find_uv() {
  if [ -x "$venv/bin/uv" ]; then
    echo "$venv/bin/uv"
  elif command -v uv; then
    :
  elif "$python" -m pip install -qq --disable-pip-version-check -c constraints.txt uv >&2; then
    echo "$venv/bin/uv"
  fi
}

with_uv() {
  "$1" pip install --quiet --python "$python" -c constraints.txt -e . ${group:+--group "$group"}
}

with_pip() {
  "$python" -m pip install -q --upgrade pip # an old pip does not know --group
  "$python" -m pip install -q -c constraints.txt -e . ${group:+--group "$group"}
}

echo "installing detente${group:+ and the tools of group $group} into $venv" >&2
uv=$(find_uv || true)
if [ -n "$uv" ]; then
  with_uv "$uv"
else
  echo "uv could not be installed; using pip" >&2
  with_pip
fi
