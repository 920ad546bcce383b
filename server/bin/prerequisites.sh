# Sourced by the scripts beside it: finds or installs the programs they need.
# Debian 12 and 13 name every package below alike.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Prints the Debian packages for those of the given programs that are missing.
missing_packages() {
  local program
  for program in "$@"; do
    case $program in
      javac) java_is_new_enough || echo default-jdk-headless ;;
      mvn) command -v mvn >/dev/null || echo maven ;;
      clang-19) command -v clang-19 >/dev/null || echo clang-19 ;;
      llvm-19) command -v llvm-objcopy-19 >/dev/null || echo llvm-19 ;;
      ld.lld-19) command -v ld.lld-19 >/dev/null || echo lld-19 ;;
      lldb) command -v lldb-19 >/dev/null || echo lldb-19 ;;
      riscv64-unknown-elf-gcc) command -v "$program" >/dev/null || echo gcc-riscv64-unknown-elf ;;
      picolibc) [ -d /usr/lib/picolibc/riscv64-unknown-elf ] || echo picolibc-riscv64-unknown-elf ;;
      qemu-system-riscv64) command -v "$program" >/dev/null || echo qemu-system-misc ;;
      *) command -v "$program" >/dev/null || echo "$program" ;;
    esac
  done
}

java_is_new_enough() {
  local version
  version=$(javac -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ]
}

# Installs what is missing of the given programs, or says exactly how to.
require() {
  local packages
  packages=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [ -z "${packages// /}" ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null ||
      fail "Missing Debian packages. Install them with:  sudo apt-get install --no-install-recommends $packages"
    as_root=(sudo -n)
  fi
  echo "Installing: $packages" >&2
  # shellcheck disable=SC2086
  { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends $packages; } >&2 ||
    fail "Could not install them. Try:  apt-get update && apt-get install --no-install-recommends $packages"
}
