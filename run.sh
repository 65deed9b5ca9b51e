#!/usr/bin/env bash
# Builds Detector where needed and runs it: the demo without arguments, otherwise `detector` with these arguments.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/setup.sh"

needs_to_build
build src/Detector/Detector.csproj
[ $# -gt 0 ] || set -- demo
exec dotnet "$root/src/Detector/bin/Release/net10.0/detector.dll" "$@"
