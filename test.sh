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

# Two lanes, side by side, each a project at a time. Real brokers, which want the machine's time and ports, are all in the second.
first=() second=()
for project in ${PROJECTS:-$(cd "$root/tests" && ls -d *Tests)}; do
    case $project in
        Detector.Kafka.Tests | Detector.SystemTests) second+=("$project") ;;
        *) first+=("$project") ;;
    esac
done
lane() {
    local out project
    for project in "${@:2:$1}"; do
        out=$(run_tests "$project" "${@:2+$1}")
        printf '%s\n' "$out" # at once, so that the lanes' lines do not mix
    done
}
lane ${#first[@]} ${first[@]+"${first[@]}"} "$@" &
lane ${#second[@]} ${second[@]+"${second[@]}"} "$@"
wait $!

cat "$results"/*.failed >"$results/failed"
cut -f 2 "$results/failed" | sed 's/^$/(a test process that crashed or found no tests)/; s/^/Failed: /'
cat "$results"/*.counts |
    awk '{ p += $1; f += $2; s += $3 } END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || p + s == 0 }'
