#!/usr/bin/env bash
# Builds Detector where needed and runs it: the demo without arguments, otherwise `detector` with these arguments.
# `run.sh install [DIR]` puts `detector` on the PATH, to be run without this folder.
set -euo pipefail
root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$root/build/setup.sh"

if [ "${1:-}" = install ]; then
    . "$root/build/install.sh"
    install_detector "${@:2}"
    exit
fi
build src/Detector/Detector.csproj
[ $# -gt 0 ] || set -- demo
exec dotnet "$root/src/Detector/bin/Release/net10.0/detector.dll" "$@"
