#!/bin/bash
# Builds the programs for the tests of --image into backend/src/test/resources/images: programs that
# must run, and in images/bad files that must be refused.
#
# Needs, on Debian 12 and 13 alike:
#   apt-get install clang-19 lld-19 gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/../../../.." && pwd)
readonly root
readonly sources=backend/src/test/image
readonly out=$root/backend/src/test/resources/images

readonly GCC=riscv64-unknown-elf-gcc
readonly CLANG=/usr/lib/llvm-19/bin/clang
readonly LLD=/usr/lib/llvm-19/bin/ld.lld

# No multilib is rv64imafd, but gcc finds the one that fits without compressed code, rv64iafd/lp64d:
# it needs nothing that the machine lacks.
readonly MACHINE=(-march=rv64imafd -mabi=lp64d -mcmodel=medany -mno-relax)
readonly DEBUG=(-g "-ffile-prefix-map=$root=/gpu-gdbserver")
readonly C=(-Wall -Wextra -Werror)
readonly BARE=(-ffreestanding -nostdlib -static -Wl,--build-id=none -T "$sources/image.ld" "$sources/start.S")
readonly LLVM=(--target=riscv64-unknown-elf "--ld-path=$LLD")

main() {
  cd "$root"
  rm -rf "$out"
  mkdir -p "$out/bad"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT

  local program
  for program in tour threads crowd spin faults; do
    with_gcc "$program" -O0 "$out/$program-gcc.elf"
    with_clang "$program" -O0 "$out/$program-clang.elf"
  done
  with_gcc tour -O2 "$out/tour-gcc-O2.elf"
  with_clang tour -O2 "$out/tour-clang-O2.elf"
  with_library library "$out/library-picolibc.elf"
  refused
  chmod 644 "$out"/*.elf "$out"/bad/*.elf
}

with_gcc() {
  "$GCC" "${MACHINE[@]}" "${C[@]}" "${DEBUG[@]}" "$2" "${BARE[@]}" "$sources/$1.c" -lgcc -o "$3"
}

with_clang() {
  "$CLANG" "${LLVM[@]}" "${MACHINE[@]}" "${C[@]}" "${DEBUG[@]}" "$2" "${BARE[@]}" "$sources/$1.c" -o "$3"
}

# In picolibc's layout .data is loaded behind the code (p_paddr) and the start-up code copies it to
# where it belongs (p_vaddr).
with_library() {
  "$GCC" --specs=picolibc.specs --crt0=hosted "${MACHINE[@]}" "${C[@]}" "${DEBUG[@]}" -Og \
    -Wl,--defsym=__flash=0x80000000,--defsym=__flash_size=0x100000 \
    -Wl,--defsym=__ram=0x80100000,--defsym=__ram_size=0x100000 \
    -Wl,--build-id=none "$sources/$1.c" -lm -o "$2"
}

refused() {
  "$CLANG" "${LLVM[@]}" "${MACHINE[@]}" -march=rv64imafdc "${BARE[@]}" "$sources/spin.c" \
    -o "$out/bad/compressed.elf"
  "$CLANG" "${LLVM[@]}" --target=riscv32-unknown-elf -march=rv32imafd -mabi=ilp32d -mno-relax \
    "${BARE[@]}" "$sources/spin.c" -o "$out/bad/rv32.elf"
  head -c 4500 "$out/tour-clang.elf" >"$out/bad/truncated.elf"
  head -c 40 "$out/tour-clang.elf" >"$out/bad/truncated-header.elf"
  echo "not an ELF file" >"$out/bad/text.elf"
  : >"$out/bad/empty.elf"

  echo 'int _start(void) { return 0; }' >"$work/start.c"
  "$CLANG" --target=x86_64-linux-gnu -c "$work/start.c" -o "$work/x86-64.o"
  "$LLD" -T "$sources/image.ld" "$work/x86-64.o" -o "$out/bad/x86-64.elf"

  "$CLANG" --target=riscv64-unknown-elf "${MACHINE[@]}" -c "$work/start.c" -o "$work/start.o"
  cp "$work/start.o" "$out/bad/relocatable.elf"
  "$LLD" -pie --dynamic-linker=/lib/ld.so "$work/start.o" -o "$out/bad/dynamic.elf"
  "$LLD" -T "$sources/image.ld" --entry=0x90000000 "$work/start.o" -o "$out/bad/entry-outside.elf"
  sed 's/0x80000000/0x10000000/' "$sources/image.ld" >"$work/outside.ld"
  "$LLD" -T "$work/outside.ld" "$work/start.o" -o "$out/bad/outside-ram.elf"
  echo 'PHDRS { none PT_NULL; } SECTIONS { .text : { *(.text) } :none }' >"$work/none.ld"
  "$LLD" -T "$work/none.ld" "$work/start.o" -o "$out/bad/no-segment.elf"
}

main
