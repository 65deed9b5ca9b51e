# Sourced by run.sh and test.sh: installs what is missing and builds when something changed.
# PACKAGES=debian|nuget-cpu|nuget-cuda overrides where TorchSharp, librdkafka and prometheus-net come from.

say() { printf '%s\n' "$@" >&2; }

die() {
    say "$@"
    exit 1
}

command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again."
dotnet --list-sdks | grep -q '^10\.' || die "The .NET 10 SDK is missing; found only: $(dotnet --list-sdks | tr '\n' ' ')"

if [ -z "${PACKAGES:-}" ]; then
    if command -v apt-get >/dev/null; then PACKAGES=debian; else PACKAGES=nuget-cpu; fi
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# needs PACKAGE...: installs the Debian packages that are not there yet. An entry "a|b" is content with either.
needs() {
    local missing=() entry name found
    for entry in "$@"; do
        found=
        for name in ${entry//|/ }; do
            if dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed'; then found=yes; fi
        done
        [ -n "$found" ] || missing+=("$entry")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local sudo=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null && sudo=(sudo -n) || {
            if command -v sudo >/dev/null && [ -t 0 ]; then
                sudo=(sudo)
            else
                die "These Debian packages are missing, and installing them needs root: ${missing[*]//|*/}" \
                    "Install them:  sudo apt-get install ${missing[*]//|*/}" \
                    "or build without them:  PACKAGES=nuget-cpu $0"
            fi
        }
    fi
    say "Installing: ${missing[*]//|/ or }"
    "${sudo[@]}" apt-get update -qq || say "apt-get update failed; going on with the lists at hand."
    local wanted=()
    for entry in "${missing[@]}"; do
        for name in ${entry//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then
                wanted+=("$name")
                continue 2
            fi
        done
        die "No Debian package called ${entry//|/ or } can be found: check the apt sources."
    done
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >&2 ||
        die "apt-get could not install: ${wanted[*]}"
}

needs_to_build() {
    [ "$PACKAGES" = debian ] || return 0
    # Without OpenBLAS, libtorch takes the reference BLAS, which is twenty times slower; libopenblas0-serial gives wrong
    # numbers when several threads use it at a time.
    needs libtorch-dev librdkafka1 g++ libopenblas0-pthread
}

# build TARGET: builds a project or solution, Release, unless nothing changed since the last time.
build() {
    local target=$1 stamp="$root/artifacts/$(basename "$1").built"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$PACKAGES" ] && [ -z "$(find "$root/src" "$root/tests" "$root"/*.props "$root"/*.sln "$root/appsettings.json" \
        \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    say "Building ($PACKAGES) …"
    mkdir -p "$root/artifacts"
    printf '%s\n' "$PACKAGES" >"$stamp.new"
    dotnet build "$root/$target" -c Release -p:Packages="$PACKAGES" --nologo -v quiet -clp:NoSummary >&2 ||
        die "The build failed."
    mv "$stamp.new" "$stamp"
}
