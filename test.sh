#!/usr/bin/env bash
# Installs what the tests talk to, builds, and runs every test, or those of PROJECTS="Detector.Core.Tests …".
# Arguments go to `dotnet test` (for example: --filter FullyQualifiedName~OffsetTracker). What was found lies in artifacts/tests.
set -euo pipefail
root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$root/build/setup.sh"
. "$root/build/tests.sh"

results="$root/artifacts/tests"
rm -rf "$results"
mkdir -p "$results"
needs "openjdk-17-jre-headless|openjdk-21-jre-headless" prometheus chromium python3-torch python3-pil ffmpeg
command -v npm >/dev/null || needs npm
build Detector.sln

# Two lanes, side by side, go through the projects and take those that the other has not. The long ones come first, so that both lanes end
# together; in this order the two with real brokers, which want the machine's time and ports, are not run at one time.
long="Detector.Kafka.Tests Detector.Models.Tests Detector.Tests Detector.SystemTests"
projects=(${PROJECTS:-$long $(cd "$root/tests" && ls -d *Tests)})
taken=$(mktemp -d)
trap 'rm -rf "$taken"' EXIT
lane() {
    local out project
    for project in "${projects[@]}"; do
        mkdir "$taken/$project" 2>/dev/null || continue
        out=$(run_tests "$project" "$@")
        printf '%s\n' "$out" # at once, so that the lanes' lines do not mix
    done
}
lane "$@" &
lane "$@"
wait $!

cat "$results"/*.failed >"$results/failed"
cut -f 2 "$results/failed" | sed 's/^$/(a test process that crashed or found no tests)/; s/^/Failed: /'
cat "$results"/*.counts |
    awk '{ p += $1; f += $2; s += $3 } END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || p + s == 0 }'
