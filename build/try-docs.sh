#!/usr/bin/env bash
# Carries out README's walk from a CSV to alerts as it is written there, in a folder of its own. No broker is needed: "run" waits for one
# for ten seconds, and what sends events to one is left out. Tests read every command line of the docs, this one makes them do it.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Lines that end with a backslash go on; comments and what is only named ("...") are left out.
sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$root/README.md" |
    sed -n '/^## From a CSV/,/^An alert/ s/^  *\(\.\/run\.sh .*\)/\1/p' |
    while read -r line; do
        case $line in
            *--bootstrap*--rate*) echo "-- not without a broker: $line" && continue ;; # sends events
            './run.sh run'*) line="timeout --preserve-status 10 $line" ;;
        esac
        echo "== $line"
        eval "${line//.\/run.sh/"$root/run.sh"}" </dev/null || { echo "ended with $?: $line" >&2; exit 1; }
    done
echo "README's commands do what it says."
