# Sourced by run.sh and test.sh: builds when something changed. TORCH=cuda takes libtorch for NVIDIA's GPUs.

say() { printf '%s\n' "$@" >&2; }

die() {
    say "$@"
    exit 1
}

[ "$(uname -sm)" = "Linux x86_64" ] || die "Detector runs on x64 Linux; this is $(uname -sm)."
command -v dotnet >/dev/null ||
    die "The .NET 10 SDK is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again."
dotnet --list-sdks | grep -q '^10\.' || die "The .NET 10 SDK is missing; found only: $(dotnet --list-sdks | tr '\n' ' ')"

TORCH=${TORCH:-cpu}
case $TORCH in cpu | cuda) ;; *) die "TORCH is cpu or cuda, not $TORCH." ;; esac
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# inputs [TEST]...: the files that are built from, those that pass find's tests.
inputs() {
    find "$root"/{src,tests,build,*.props,*.targets,*.sln,*.txt,appsettings.json} \( -name bin -o -name obj \) -prune -o -type f "$@" -print
}

# build TARGET: builds a project or solution, Release, unless nothing changed since the last time.
build() {
    local target=$1 stamp="$root/artifacts/$(basename "$1").built" now
    now=$(echo "$TORCH" && inputs | sort)
    # A link that leads nowhere: NuGet's folder of packages, where libtorch lies, has been emptied.
    if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && [ -z "$(inputs -newer "$stamp")" ] &&
        [ -z "$(find -L "$root"/src/Detector/bin/Release -type l -print -quit)" ]; then
        return 0
    fi
    command -v npm >/dev/null || die "npm is missing, from which the page's chart library comes: install it (Debian: apt-get install npm)."
    say "Building ($TORCH) …"
    mkdir -p "$root/artifacts"
    printf '%s\n' "$now" >"$stamp.new"
    dotnet build "$root/$target" -c Release -p:Torch="$TORCH" --nologo -v quiet -clp:NoSummary >&2 || die "The build failed."
    mv "$stamp.new" "$stamp"
}
