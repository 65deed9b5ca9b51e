#!/usr/bin/env bash
# Makes README's pictures from the program as it is now, into docs: the demo in a terminal, its page, the report of its model.
# Needs chromium, node and ffmpeg (Debian: apt-get install chromium nodejs ffmpeg). PROGRAM names a built program; none: it is built.
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

# The driver that the page's tests bring.
driver=$root/tests/Detector.Dashboard.Tests/bin/Release/net10.0/.playwright/package
[ -d "$driver" ] || build tests/Detector.Dashboard.Tests/Detector.Dashboard.Tests.csproj

# shot NAME WIDTH HEIGHT URL [BUTTON]: a picture of a page, the first of these buttons pressed, with the colours that it has and no more.
shot() {
    node - "$folder/$1.png" "$2" "$3" "$4" "${5:-}" "$(command -v chromium)" "$driver" <<'SCRIPT'
const [file, width, height, url, button, executablePath, driver] = process.argv.slice(2);
(async () => {
  const browser = await require(driver).chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: +width, height: +height }, locale: "en-GB", timezoneId: "UTC" });
  await page.goto(url);
  if (button) await page.locator(button).first().click();
  await page.screenshot({ path: file });
  await browser.close();
})();
SCRIPT
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
pre { margin: 14px 20px; font: inherit; } .c2, .c90 { color: #7f848e; } .c31 { color: #ff6b6b; font-weight: bold; }
.c32 { color: #98c379; } .c33 { color: #e5c07b; }
</style><pre>
PAGE
    echo '$ ./run.sh'
    grep -av '^Script ' | sed -e 's/\r*$//' -e 's/.*\r//' -e 's/.*\x1b\[K//' -e 's/\x1b\[?1h//' -e 's/\x1b=//' -e 's/&/\&amp;/g' -e 's/</\&lt;/g' \
        -e 's/\x1b\[\(0\|\)m/<\/span>/g' -e 's/\x1b\[\([0-9]*;\)*\([0-9]*\)m/<span class="c\2">/g' | head -n $lines
}

# start LINES OPTIONS...: a demo, as in a terminal that has colours, until it has said so much.
start() {
    local wanted=$1
    shift
    : >terminal.txt
    script -qfec "stty cols 112; $detector demo $*" terminal.txt </dev/null >/dev/null &
    demo=$!
    for ((i = 0; i < ${PATIENCE:-300}; i++)); do
        [ "$(wc -l <terminal.txt)" -lt "$wanted" ] || break
        kill -0 $demo || die "The demo has ended: $(cat terminal.txt)"
        sleep 1
    done
    url=$(grep -aoE 'http://[0-9.]+:[0-9]+' terminal.txt | head -1)
}

stop() {
    kill $demo
    wait $demo 2>/dev/null || true
    demo=
}

start $lines --change 0
terminal <terminal.txt >terminal.html
shot demo 1240 $((22 * (lines + 1) + 28)) "file://$folder/terminal.html"
shot page 1000 1330 "$url" '#alerts button.open'
shot report 1000 1000 "file://$(ls -d "$folder"/models/*/*/report.html | head -1)"
stop
start 24 --video
shot camera 1000 1330 "$url" '#alerts button.open'
