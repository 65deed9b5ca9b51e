# Sourced by run.sh: puts Detector on the PATH.

# install_detector [DIR]: a link DIR/detector to a program of its own in DIR/../lib/detector, which needs neither this folder nor .NET.
install_detector() {
    local default="$HOME/.local/bin"
    [ "$(id -u)" != 0 ] || default=/usr/local/bin
    case ${1:-} in
        -*)
            say "Usage: run.sh install [DIR]" \
                "Puts a link DIR/detector to a program in DIR/../lib/detector, in place of an older one." \
                "DIR is $default where it is not said."
            [ "$1" = --help ] || [ "$1" = -h ] || return 2
            return 0
            ;;
    esac
    local bin lib new old
    bin=$(realpath -m "${1:-$default}")
    lib=$(realpath -m "$bin/../lib/detector")
    for new in "$bin" "$lib"; do
        { mkdir -p "$new" && [ -w "$new" ]; } 2>/dev/null ||
            die "$new cannot be written to: run this as a user who may, or name another folder (run.sh install DIR)."
    done
    [ -L "$bin/detector" ] || [ ! -e "$bin/detector" ] ||
        die "$bin/detector is there and is not a link that this has made: move it away first."

    # One at a time; what dotnet leaves running in the background must not hold the lock.
    exec 9>"$lib/.lock"
    flock 9
    # Everything goes to a folder that nobody uses yet; the one step that others see is the link's move.
    new=$(mktemp -d "$lib/XXXXXX")
    trap 'rm -rf "$new" "$bin/.detector.$$"' EXIT
    say "Publishing ($TORCH) …"
    dotnet publish "$root/src/Detector/Detector.csproj" -c Release -p:Torch="$TORCH" -p:RunAnalyzers=false --nologo -v quiet \
        --artifacts-path "$root/artifacts/publish" -o "$new" >&2 9>&- || die "The program could not be published to $new."
    chmod -R a+rX "$new"
    "$new/detector" --version >/dev/null || die "The published program does not start; what was there before is untouched."
    ln -s "$(realpath --relative-to="$bin" "$new")/detector" "$bin/.detector.$$"
    mv -fT "$bin/.detector.$$" "$bin/detector"
    trap - EXIT

    # Older ones go, but for those that still run: they load parts of themselves late.
    for old in "$lib"/*/; do
        [ -x "$old/detector" ] || continue # not made here
        [ "$old" -ef "$new" ] || grep -qsF "$old" /proc/[0-9]*/maps || rm -rf "$old"
    done
    say "$bin/detector is Detector $("$bin/detector" --version), $(du -sm "$new" | cut -f1) MB in $new."
    local found
    found=$(command -v detector || true)
    if [ -z "$found" ]; then
        say "$bin is not on your PATH; this puts it there:  export PATH=\"$bin:\$PATH\""
    elif ! [ "$found" -ef "$bin/detector" ]; then
        say "Another one comes first on your PATH: $found"
    fi
}
