#!/usr/bin/env bash
# Carries out the commands that README and docs give, as they stand there: each page in a folder of its own that has the files it speaks of.
# Tests read every command line of the pages, this one makes them do it. Usage: try-docs.sh [PAGE]... (README.md docs/models.md ...)
# BROKER=host:port is a Kafka to talk to; without one, what needs it is left out and said. STEPS=N trains for so long (default 200).
# Left out always: cameras, docker, helm, what writes into /etc. "..." stands for what the command was given before on the page.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$root/build/setup.sh"
detector=${PROGRAM:-} # a built program; none: it is built
if [ -z "$detector" ]; then
    build src/Detector/Detector.csproj
    detector="$root/src/Detector/bin/Release/net10.0/detector"
fi
pages=("$@")
[ $# -gt 0 ] || pages=(README.md docs/quickstart.md docs/models.md docs/cameras.md docs/thresholds.md docs/configuration.md)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export Detector__Http__Port=0
steps=${STEPS:-200}
failed=0

# What a page's commands find.
prepare() {
    case $1 in
        docs/quickstart.md) files history.csv labelled.csv ;;
        docs/models.md)
            files january.csv february.csv march.csv april.csv may.csv today.csv labelled.csv
            gzip january.csv february.csv
            digits train 600
            digits t10k 200
            cards january.csv.gz
            # What "generate --condition" asks for.
            sed -i '0,/^ *"Alerts": {/s//"Model": { "Variant": "Variational", "Variational": { "Conditions": ["channel"] } },\n"Alerts": {/' appsettings.json
            "$detector" init --input march.csv --stream cards-by-card --key card --time time --label is_fraud --ignore fraud_kind \
                --aggregates --verdicts --bootstrap localhost:9092 --topic transactions --alerts-topic more-alerts >/dev/null
            ;;
        docs/thresholds.md | docs/configuration.md)
            files last-week.csv
            gzip last-week.csv
            cards last-week.csv.gz
            "$detector" train --stream cards --input last-week.csv.gz >/dev/null 2>&1
            ;;
        docs/cameras.md)
            ffmpeg -loglevel error -f lavfi -i testsrc2=size=320x240:rate=5 -t 20 film.mp4
            mkdir pictures frames
            ffmpeg -loglevel error -i film.mp4 -vf fps=2 pictures/%03d.jpg
            cp pictures/* frames
            ;;
    esac
}

files() {
    local seed=1 file
    for file in "$@"; do
        "$detector" simulate transactions --output "$file" --count 5000 --seed $((seed++)) --start "2026-0$seed-01" >/dev/null 2>&1
    done
}

# A stream of a file's transactions.
cards() {
    "$detector" init --input "$1" --stream cards --key card --time time --label is_fraud --ignore fraud_kind \
        --bootstrap localhost:9092 --topic transactions --alerts-topic alerts >/dev/null
}

# Noise for handwritten digits: images and their classes in MNIST's form.
digits() {
    local count=$2 i
    { printf '\0\0\x08\x03\0\0%b\0\0\0\x08\0\0\0\x08' "$(printf '\\x%02x\\x%02x' $((count / 256)) $((count % 256)))"
      head -c $((count * 64)) /dev/urandom; } | gzip >"$1-images-idx3-ubyte.gz"
    { printf '\0\0\x08\x01\0\0%b' "$(printf '\\x%02x\\x%02x' $((count / 256)) $((count % 256)))"
      for ((i = 0; i < count; i++)); do printf "\\x0$((i % 10))"; done; } | gzip >"$1-labels-idx1-ubyte.gz"
}

# The commands in blocks of a page, one a line, without comments.
commands() {
    sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$root/$1" |
        sed -nE 's/^ {4,}(\.\/run\.sh|detector) +([a-z].*)/\2/p' | sed -E 's/ +# .*//' | grep -v '^install'
}

# Trains for a few steps: streams that there are, and whose names may stand in a variable's.
shorter() {
    local stream
    for stream in cards door digits; do
        unset "Detector__Streams__${stream}__Model__MaxSteps"
        [[ $line == init* ]] || ! grep -q "^ *\"$stream\": {" appsettings.json my.json 2>/dev/null ||
            export "Detector__Streams__${stream}__Model__MaxSteps=$steps"
    done
}

declare -A before
others=0
try() {
    local line=$1 name limit=900
    name=$(grep -oE '^[a-z]+( (transactions|metrics|frames|show|set|relearn|list|promote|history|check|schema))?' <<<"$line")
    case $line in
        capture*) echo "-- no camera: $line" && return ;;
        *'ALERT ID'* | *'--alert ID'*) echo "-- no alert to name: $line" && return ;;
    esac
    case $line in
        init*) ;;
        *--bootstrap* | run* | retrain* | preview* | *--from-topic*)
            [ -n "${BROKER:-}" ] || [[ $line == run* ]] || { echo "-- no broker: $line" && return; } ;;
    esac
    if [[ $line == *' ...'* ]]; then
        [ -n "${before[$name]:-}" ] || { echo "-- named only: $line" && return; }
        line="${line/ .../ ${before[$name]}}"
        [ "$name" != init ] || line=${line/my.json/other-$((++others)).json}
    else
        before[$name]=${line#"$name" }
    fi
    # Names that stand for others.
    line=${line//kafka:9092/${BROKER:-localhost:9092}}
    line=${line//localhost:9092/${BROKER:-localhost:9092}}
    line=$(sed -E "s/[0-9]{8}-[0-9]{6}-[0-9a-f]{8}/$(ls models/cards 2>/dev/null | grep -E '^[0-9]{8}-' | head -1)/" <<<"$line")
    shorter
    # These go on until they are stopped.
    [[ $line != run* && $line != *--rate* && $line != "simulate frames --topic"* ]] || limit=20
    echo "== $line"
    local code=0
    eval "timeout --preserve-status $limit $detector $line" </dev/null >"$folder/out" 2>&1 || code=$?
    if [ $code -ne 0 ] && ! { [ $limit = 20 ] && [ $code = 143 ]; }; then
        failed=1
        echo "ended with $code: $line" >&2
        tail -20 "$folder/out" >&2
    fi
}

for page in "${pages[@]}"; do
    echo "# $page"
    mkdir -p "$folder/$page"
    cd "$folder/$page"
    before=()
    line=init shorter
    prepare "$page"
    while read -r line; do
        try "$line"
        # The walk names its settings, what follows it finds them by itself.
        [ ! -e my.json ] || [ -e appsettings.json ] || ln -s my.json appsettings.json
    done < <(commands "$page")
done
[ $failed = 0 ] || { echo "Some commands failed." >&2; exit 1; }
echo "The commands do what the pages say."
