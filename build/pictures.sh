#!/usr/bin/env bash
# Makes README's pictures from the program as it is now, into docs: the demo in a terminal, its page, the report of its model.
# Needs chromium and ffmpeg (Debian: apt-get install chromium ffmpeg). PROGRAM names a built program; none: it is built.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$root/build/setup.sh"
detector=${PROGRAM:-}
if [ -z "$detector" ]; then
    build src/Detector/Detector.csproj
    detector="$root/src/Detector/bin/Release/net10.0/detector"
fi
out=${1:-$root/docs}
lines=36
folder=$(mktemp -d)
demo=
end() {
    [ -z "$demo" ] || kill "$demo" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
cd "$folder"

# shot NAME WIDTH HEIGHT URL: a picture of a page, with the colours that it has and no more.
shot() {
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/chromium" --window-size="$2,$3" \
        --timeout=8000 --screenshot="$folder/$1.png" "$4" >/dev/null 2>&1
    ffmpeg -loglevel error -y -i "$folder/$1.png" \
        -vf 'split[a][b];[a]palettegen=max_colors=128:stats_mode=full[p];[b][p]paletteuse=dither=none' "$out/$1.png"
    echo "$out/$1.png: $(stat -c %s "$out/$1.png") bytes"
    [ "$(stat -c %s "$out/$1.png")" -lt 100000 ] || die "That is not under 100 kB."
}

# A terminal's text as a page: the four colours that the program has.
terminal() {
    cat <<'PAGE'
<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; background: #1e2128; color: #dcdfe4; font: 18px/22px "DejaVu Sans Mono", monospace; }
pre { margin: 14px 20px; font: inherit; } .c2 { color: #7f848e; } .c31 { color: #ff6b6b; font-weight: bold; }
.c32 { color: #98c379; } .c33 { color: #e5c07b; }
</style><pre>
PAGE
    echo '$ ./run.sh'
    tr -d '\r' | grep -v '^Script ' | sed -e 's/.*\x1b\[K//' -e 's/&/\&amp;/g' -e 's/</\&lt;/g' \
        -e 's/\x1b\[\(0\|\)m/<\/span>/g' -e 's/\x1b\[\([0-9]*;\)*\([0-9]*\)m/<span class="c\2">/g' | head -n $lines
}

# As in a terminal, where it has colours.
script -qfec "$detector demo --change 0" terminal.txt </dev/null >/dev/null &
demo=$!
for ((i = 0; i < ${PATIENCE:-300}; i++)); do
    [ "$(wc -l <terminal.txt 2>/dev/null || echo 0)" -lt $lines ] || break
    kill -0 $demo || die "The demo has ended: $(cat terminal.txt)"
    sleep 1
done
url=$(grep -oE 'http://[0-9.]+:[0-9]+' terminal.txt | head -1)
terminal <terminal.txt >terminal.html
shot demo 1240 $((22 * (lines + 1) + 28)) "file://$folder/terminal.html"
shot page 1000 1000 "$url"
shot report 1000 1000 "file://$(ls -d "$folder"/models/*/*/report.html | head -1)"
