#!/usr/bin/env bash
# Runs tests on Debian 13 from another Debian: in a chroot, with a copy of this checkout.
#
#   debian13.sh FOLDER SUITE [COMMAND...]
#
# FOLDER is the chroot; debootstrap makes it where there is none. SUITE says which gdb: trixie, or
# trixie-backports for a newer one. COMMAND runs in the copy; without one, all tests run. Needs root.
set -euo pipefail

repository=$(cd "$(dirname "$(readlink -f "$0")")/../../../.." && pwd)
[ $# -ge 2 ] || { sed -n '4s/^# */usage: /p' "$0" >&2; exit 2; }
root=$1 suite=$2
shift 2
[ $# -gt 0 ] || set -- server/bin/verify
copy=/root/gpu-gdbserver

inside() { chroot "$root" /usr/bin/env HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

if [ ! -d "$root/usr" ]; then
  debootstrap --variant=minbase trixie "$root" http://deb.debian.org/debian
fi
echo 'deb http://deb.debian.org/debian trixie-backports main' \
  >"$root/etc/apt/sources.list.d/backports.list"
cp /etc/resolv.conf "$root/etc/resolv.conf"

mounted=()
trap 'for m in "${mounted[@]}"; do umount -l "$m"; done' EXIT
attach() {
  mkdir -p "$2"
  mountpoint -q "$2" || { mount $3 "$1" "$2" && mounted=("$2" "${mounted[@]}"); }
}
attach proc "$root/proc" '-t proc'
attach /dev "$root/dev" --bind
if [ -d ~/.m2 ]; then attach ~/.m2 "$root/root/.m2" --bind; fi

# Certificates of this machine's own, such as a proxy's.
cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
inside apt-get update -q
inside apt-get install -q -y --no-install-recommends ca-certificates
inside update-ca-certificates >/dev/null
inside apt-get install -q -y --no-install-recommends --allow-downgrades "gdb-multiarch/$suite"
inside gdb-multiarch --version | head -n 1

# Files that git ignores stay where they are: what was built is built for another Java.
mkdir -p "$root$copy"
find "$root$copy" -mindepth 1 -maxdepth 4 -name src -prune -exec rm -rf {} +
(cd "$repository" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T -) |
  tar -x -C "$root$copy"
inside bash -c 'cd "$0" && exec "$@"' "$copy" "$@"
