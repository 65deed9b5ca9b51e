#!/usr/bin/env bash
# Carries out the steps of deploy/Dockerfile without Docker, one by one, and tries what comes of them: for machines that have no daemon, and
# for whoever wants to see what the image does. Root, debootstrap, the .NET SDK and npm are needed, and 5 GB in FOLDER, which is made anew.
#   deploy/check-image.sh FOLDER
# The build stage runs over this machine's own files, which it leaves as they are (an overlay), in place of the SDK's image; the last stage
# over a Debian that debootstrap makes. Then the program starts as process 1 of its own, as the image's user, with a read-only root.
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "$0: root is needed for mounts and chroot" >&2; exit 1; }
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
work=$(realpath -m "$1")
mkdir -p "$work"
# Mounts are seen by this process only, and go with it.
[ -n "${CHECK_IMAGE_INSIDE:-}" ] || CHECK_IMAGE_INSIDE=1 exec unshare -m "$0" "$work"

say() { printf '\n== %s\n' "$*"; }

# An instruction a line: comments go, lines that are continued are joined.
instructions=$(sed -e '/^#/d' "$root/deploy/Dockerfile" | sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' | sed '/^ *$/d')

# overlay NAME LOWER: a stage's files, in which what is below them shows and stays as it is.
overlay() {
    rm -rf "${work:?}/$1"
    mkdir -p "$work/$1"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=$2,upperdir=$work/$1/upper,workdir=$work/$1/work" "$work/$1/root"
    stage=$work/$1/root
    cp -L /etc/resolv.conf "$stage/etc/resolv.conf"
    mount -t proc proc "$stage/proc"
    mount --rbind /dev "$stage/dev"
}

context=$work/context
rm -rf "$context"
mkdir "$context"
git -C "$root" ls-files -z | tar -C "$root" --null -T - -cf - | tar -C "$context" -xf -
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin # where an image says nothing else
directory=/ user='' environment=() stage='' build=''
inside() { env -i "${environment[@]}" chroot ${user:+--userspec=$user} "$stage" bash -c "cd $directory && $1"; }
while IFS=' ' read -r instruction rest; do
    say "$instruction $rest"
    case $instruction in
        FROM)
            build=$stage environment=("PATH=$path") directory=/
            case $rest in
                *dotnet/sdk*)
                    overlay build /
                    mapfile -t environment < <(env) # with what its package clients are told by
                    ;;
                debian:13.*)
                    [ -x "$work/debian/usr/bin/bash" ] || debootstrap --variant=minbase trixie "$work/debian" >"$work/debootstrap.log"
                    overlay image "$work/debian"
                    ;;
                *) echo "no base for $rest" >&2; exit 1 ;;
            esac
            ;;
        ARG) name=${rest%%=*} && environment+=("$name=${!name:-${rest#*=}}") ;;
        ENV)
            for pair in $rest; do environment+=("${pair/\$PATH/$path}"); done
            ;;
        WORKDIR) directory=$rest && mkdir -p "$stage$rest" ;;
        COPY)
            case $rest in
                --from=build\ *) read -r _ from to <<<"$rest" && mkdir -p "$stage$to" && cp -a "$build$from/." "$stage$to" ;;
                *)
                    read -ra words <<<"$rest"
                    to=$stage$directory/${words[-1]}
                    for from in "${words[@]:0:${#words[@]}-1}"; do
                        if [ -d "$context/$from" ]; then mkdir -p "$to" && cp -a "$context/$from/." "$to"; else cp -a "$context/$from" "$to"; fi
                    done
                    ;;
            esac
            ;;
        RUN)
            case $build$rest in
                'apt-get '*) echo "(this machine's own npm: $(npm --version))" ;; # the SDK image's step, in which stage no other came before
                *) inside "$rest" ;;
            esac
            ;;
        USER) user=$rest ;;
        HEALTHCHECK) health=${rest#*CMD } ;;
        ENTRYPOINT) entrypoint=$rest ;;
        CMD) command=$rest ;;
    esac
done <<<"$instructions"

say "How large it is"
du -sh --apparent-size "$work/image/upper/opt/detector" "$work/debian"

say "It starts as process 1 and user $user over a read-only root, waits for a broker, is healthy, not ready, and stops at SIGTERM"
install -D -m 0644 "$root/appsettings.json" "$stage/etc/detector/appsettings.json"
mount -t tmpfs tmpfs "$stage/tmp" && chmod 1777 "$stage/tmp"
mount -t tmpfs tmpfs "$stage/var/lib/detector" && chown "${user}" "$stage/var/lib/detector" # the volume
mount -o remount,ro "$stage"
# Words of an exec form, as JSON has them.
words() { node -e 'console.log(JSON.parse(process.argv[1]).map(word => `'"'"'${word.replaceAll("'"'"'", "'"'"'\\'"'"''"'"'")}'"'"'`).join(" "))' "$1"; }
in_image() { env -i "${environment[@]}" Detector__Http__Port="${PORT:-19464}" "$@"; }
! inside "touch /opt/detector/written" 2>/dev/null || { echo "the root can be written to" >&2; exit 1; }
in_image unshare --pid --fork --kill-child --mount-proc="$stage/proc" chroot --userspec="$user" "$stage" \
    bash -c "cd $directory && exec $(words "$entrypoint") $(words "$command")" >"$work/log" 2>&1 &
healthy() { in_image chroot --userspec="$user" "$stage" bash -c "$(words "$health")" 2>/dev/null; }
! healthy || { echo "healthy before it answers" >&2; exit 1; }
for ((i = 0; i < 60; i++)); do healthy && break || sleep 0.5; done
healthy || { cat "$work/log"; echo "it does not become healthy" >&2; exit 1; }
program=$(pgrep -f -x "/opt/detector/detector run --config /etc/detector/appsettings.json")
[ "$(awk '/^NSpid/ { print $NF }' "/proc/$program/status")" = 1 ] || { echo "it is not process 1" >&2; exit 1; }
[ "$(awk '/^Uid/ { print $2 }' "/proc/$program/status")" = "${user%%:*}" ] || { echo "it is another user's" >&2; exit 1; }
kill -TERM "$program"
wait $! || { cat "$work/log"; echo "it ended with $?" >&2; exit 1; }
cat "$work/log"
say "The image is sound."
