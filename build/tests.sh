# Sourced by test.sh: what the tests are against, and how a project of tests is run and read.

# needs PACKAGE...: installs Debian packages that the tests talk to. An entry "a|b" is content with either. Without them, tests skip.
needs() {
    if ! command -v apt-get >/dev/null; then
        say "There is no apt-get here: where Java, Prometheus, Chromium, ffmpeg, PyTorch or Pillow is missing, the tests that talk to it skip."
        return
    fi
    local missing=() wanted=() sudo=() entry name
    for entry in "$@"; do
        for name in ${entry//|/ }; do
            dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue 2
        done
        missing+=("$entry")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" != 0 ]; then
        sudo=(sudo -n)
        if ! "${sudo[@]}" true 2>/dev/null; then
            say "Missing, and installing needs root: ${missing[*]//|*/}. The tests that talk to these skip."
            return
        fi
    fi
    say "Installing: ${missing[*]//|/ or }"
    "${sudo[@]}" apt-get update -qq >&2 || say "apt-get update failed; going on with the lists at hand."
    for entry in "${missing[@]}"; do
        for name in ${entry//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then
                wanted+=("$name")
                continue 2
            fi
        done
        say "apt has no package ${entry//|/ or }: the tests that talk to it skip."
    done
    [ ${#wanted[@]} -gt 0 ] || return 0
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >&2 ||
        say "apt-get could not install ${wanted[*]}: the tests that talk to these skip."
}

# run_tests PROJECT [ARGUMENT]...: runs a project's tests; what they print comes when they have ended, whole.
# Leaves in $results PROJECT.trx, PROJECT.counts (passed, failed, skipped) and PROJECT.failed (project and test, a line for each that failed).
run_tests() {
    local project=$1 of="$results/$1" status=0 passed failed skipped
    dotnet test "$root/tests/$project/bin/Release/net10.0/$project.dll" --nologo --logger "trx;LogFileName=$project.trx" \
        --blame-hang --blame-hang-timeout 6m --blame-hang-dump-type none --results-directory "$results" "${@:2}" \
        >"$of.log" 2>&1 || status=$?
    touch "$of.trx"
    count() { grep -cE "<UnitTestResult .*outcome=\"$1\"" "$of.trx" || true; }
    passed=$(count Passed) failed=$(count Failed) skipped=$(count NotExecuted)
    failed_tests "$project" "$of.trx" >"$of.failed"

    # A process that crashed, or hung and was ended, is a failure without a name. So is a project whose tests were not found, though without
    # a filter.
    if { [ "$status" != 0 ] && [ "$failed" = 0 ]; } || broke "$of.trx" ||
        { [ $# = 1 ] && [ $((passed + skipped)) = 0 ] && grep -qrE '\[(Fact|Theory)' "$root/tests/$project" --include='*.cs'; }; then
        failed=$((failed + 1))
        printf '%s\t\n' "$project" >>"$of.failed"
    fi
    printf '%s %s %s\n' "$passed" "$failed" "$skipped" >"$of.counts"
    cat "$of.log"
}

# failed_tests PROJECT FILE: a line "PROJECT<tab>CLASS.METHOD" for each failed result in a trx file; a theory's rows are several results.
failed_tests() {
    awk -v project="$1" '
        function attribute(name) {
            return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
        }
        /<UnitTestResult / && /outcome="Failed"/ { failed[attribute("testId")]++ }
        /<UnitTest / { id = attribute("id") }
        /<TestMethod / { for (; failed[id] > 0; failed[id]--) print project "\t" attribute("className") "." attribute("name") }' "$2"
}

# broke FILE: whether a trx file tells of an error beside the tests that failed, such as a crash.
broke() { awk '/<RunInfo .*outcome="Error"/ { getline; if (!/\[FAIL\]/) found = 1 } END { exit !found }' "$1"; }
