#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. Arguments go to `dotnet test` (for example: --filter OffsetTracker).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/setup.sh"

needs_to_build
if [ "$PACKAGES" = debian ]; then
    needs "openjdk-17-jre-headless|openjdk-21-jre-headless" prometheus python3-torch
fi
build Detector.sln

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test "$root/Detector.sln" -c Release -p:Packages="$PACKAGES" --no-build --nologo -maxcpucount:1 \
    --blame-hang --blame-hang-timeout 6m --blame-hang-dump-type none --results-directory "$root/artifacts/tests" "$@" 2>&1 | tee "$log" || status=$?

# dotnet test closes each project with "Passed!  - Failed: 0, Passed: 12, Skipped: 0, …"; the last line here adds them up.
sum() { grep -oE "$1: +[0-9]+" "$log" | awk '{ n += $NF } END { print n + 0 }'; }
lines=$(grep -E '(Passed|Failed|Skipped)! +- Failed:' "$log" || true)
printf '%s\n' "$lines" >"$log"
printf '%s passed, %s failed, %s skipped\n' "$(sum Passed)" "$(sum Failed)" "$(sum Skipped)"
exit "$status"
