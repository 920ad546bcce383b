#!/bin/bash
# Builds the firmware and the sample kernels into backend/src/main/resources/org/gpugdb/kernels.
#
#   build.sh           rebuild the files in place
#   build.sh --check   rebuild elsewhere and compare with the files in place; exit 1 if they differ
#   build.sh FILE.cl LEVEL FILE.elf
#                      make a module of a kernel file of yours; LEVEL is O0, O1, O2, O3 or Og
#
# Needs clang-19, lld-19 and llvm-19, on Debian 12 and 13 alike:
#   apt-get install clang-19 lld-19 llvm-19

set -euo pipefail
export LC_ALL=C

readonly KERNELS=(vadd reduce matmul collatz histogram oob hello)
readonly LEVELS=(O0 O2)
readonly MODULE_SPACE=0x400010000000
readonly MODULE_SLOT=0x1000000
readonly OWN_SLOT=63
readonly LLVM=/usr/lib/llvm-19/bin

root=$(cd "$(dirname "$0")/../../../.." && pwd)
readonly root
readonly sources=backend/src/main/kernels
readonly shipped=$root/backend/src/main/resources/org/gpugdb/kernels

# No compressed code: bit 0 of an instruction is the debug bit. No relaxation: its leftover labels
# confuse lldb. Nothing at gp: the dispatcher does not set it.
readonly MACHINE=(
  --target=riscv64-unknown-elf -march=rv64imafd_zicsr_zifencei -mabi=lp64d
  -mcmodel=medany -mno-relax -msmall-data-limit=0)
readonly C=("${MACHINE[@]}" -ffreestanding -fno-jump-tables -Wall -Wextra -Werror -Wno-unused-parameter)
readonly OPENCL=(
  -x cl -cl-std=CL3.0 -cl-kernel-arg-info
  -Xclang -cl-ext=+cl_khr_fp64,+__opencl_c_fp64 -Xclang -finclude-default-header
  "-I$sources/include")
# Strict DWARF 4 says C99 where DWARF 5 says OpenCL, for which lldb has no expression evaluator.
# The names of the sources are relative to the root of the repository.
readonly DEBUG=(-g -gdwarf-4 -gstrict-dwarf "-ffile-prefix-map=$root=/gpu-gdbserver")
# The runtime has call frame information but no lines, so that `step` steps over it.
readonly NO_LINES=(-g0 -fforce-dwarf-frame)
readonly LINK=(-X --gc-sections --build-id=none --no-dynamic-linker -z max-page-size=0x1000)

main() {
  for tool in clang ld.lld llvm-objcopy llvm-objdump llvm-readelf llvm-dwarfdump; do
    [[ -x $LLVM/$tool ]] || fail "missing $LLVM/$tool: apt-get install clang-19 lld-19 llvm-19"
  done
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/new" "$work/objects"

  case $#:${1:-} in
    0:) build_all "$work/new"; ship "$work/new" ;;
    1:--check) build_all "$work/new"; check "$work/new" ;;
    3:*.cl) build_own "$1" "$2" "$3" ;;
    *) fail "usage: build.sh [--check | FILE.cl LEVEL FILE.elf]" ;;
  esac
}

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

ship() {
  mkdir -p "$shipped"
  rm -f "$shipped"/*.elf
  install -m 644 "$1"/*.elf "$shipped"
}

build_own() {
  local source level=$2 out
  source=$(realpath -e "$1")
  out=$(realpath "$3")
  cd "$root"
  build_runtime
  build_module "$source" "$level" $((MODULE_SPACE + OWN_SLOT * MODULE_SLOT)) "$out"
}

build_all() {
  local out=$1 slot=0 kernel level
  cd "$root"
  build_firmware "$out/firmware.elf"
  build_runtime
  for kernel in "${KERNELS[@]}"; do
    for level in "${LEVELS[@]}"; do
      build_module "$sources/$kernel.cl" "$level" $((MODULE_SPACE + slot * MODULE_SLOT)) \
        "$out/$kernel-$level.elf"
      slot=$((slot + 1))
    done
  done
}

build_firmware() {
  "$LLVM/clang" "${MACHINE[@]}" "${DEBUG[@]}" -c -o "$work/objects/firmware.o" "$sources/firmware.S"
  "$LLVM/ld.lld" "${LINK[@]}" -T "$sources/firmware.ld" -o "$1" "$work/objects/firmware.o"
}

build_runtime() {
  local source compile
  for source in "$sources"/runtime/*; do
    compile=("$LLVM/clang" "${C[@]}" "${NO_LINES[@]}" -O2 -ffunction-sections)
    [[ $source == *.c ]] || compile+=("${OPENCL[@]}")
    "${compile[@]}" -c -o "$work/objects/$(basename "$source").runtime.o" "$source"
  done
}

# -fdata-sections names the section of a __local variable after its kernel: .bss.KERNEL.VARIABLE
build_module() {
  local source=$1 level=$2 base=$3 out=$4 name
  name=$(basename "$source" .cl)
  local object=$work/objects/$name-$level.o table=$work/objects/$name.table
  local compile=("$LLVM/clang" "${C[@]}" "${OPENCL[@]}" "$source")
  "${compile[@]}" -O0 -emit-llvm -S -o - | awk -f "$sources/kernel-table.awk" >"$table"
  "${compile[@]}" "${DEBUG[@]}" -fdata-sections "-$level" -c -o "$object"
  "$LLVM/llvm-objcopy" --add-section ".gpu.kernels=$table" "$object"
  require_movable "$object" "$work"/objects/*.runtime.o
  "$LLVM/ld.lld" "${LINK[@]}" --defsym "__module_base=$base" -T "$sources/module.ld" \
    -o "$out" "$object" --start-lib "$work"/objects/*.runtime.o
}

# An absolute address in code or data would bind a module to the address it is linked at.
require_movable() {
  local object absolute
  for object in "$@"; do
    absolute=$("$LLVM/llvm-readelf" --relocs --wide "$object" |
      awk '/^Relocation section/ { loaded = $3 !~ /debug/ } loaded && /R_RISCV_(32|64|HI20)/')
    [[ -z $absolute ]] || fail "$(basename "$object") holds an absolute address:"$'\n'"$absolute"
  done
}

# Compares what the machine executes and what a debugger is told, but not the files byte by byte:
# they name the exact package of the compiler, which is another one in each release of Debian.
check() {
  local new=$1 different=0 name
  for name in $( (cd "$new" && ls; cd "$shipped" && ls) | sort -u); do
    if [[ ! -f $shipped/$name ]]; then
      echo "$name: not shipped"
      different=1
    elif [[ ! -f $new/$name ]]; then
      echo "$name: shipped, but nothing builds it"
      different=1
    else
      compare "$name" "$shipped/$name" "$new/$name" || different=1
    fi
  done
  [[ $different == 0 ]] || fail "the shipped files are not what the sources give: run $sources/build.sh"
  echo "build.sh: the shipped files are what the sources give"
}

compare() {
  local name=$1 aspect same=0
  for aspect in code_and_data symbols kernel_table line_table variables call_frames; do
    "$aspect" "$2" >"$work/shipped.txt" || fail "$2: cannot be read"
    "$aspect" "$3" >"$work/built.txt" || fail "$3: cannot be read"
    if ! cmp -s "$work/shipped.txt" "$work/built.txt"; then
      echo "$name: different ${aspect//_/ }"
      diff -a "$work/shipped.txt" "$work/built.txt" | head -n 6
      same=1
    fi
  done
  return $same
}

code_and_data() {
  "$LLVM/llvm-objdump" --disassemble-all --no-leading-addr \
    --section=.text --section=.rodata --section=.data "$1" | tail -n +3
}

symbols() {
  "$LLVM/llvm-readelf" --segments "$1" | grep LOAD
  "$LLVM/llvm-readelf" --symbols "$1" |
    awk '$4 == "FUNC" || $4 == "OBJECT" || $5 == "GLOBAL" { print $2, $3, $4, $5, $8 }'
}

kernel_table() {
  [[ $1 == */firmware.elf ]] || "$LLVM/llvm-objcopy" --dump-section .gpu.kernels=/dev/stdout "$1" /dev/null
}

line_table() { "$LLVM/llvm-dwarfdump" --debug-line "$1" | tail -n +2; }

# The compiler's own name is not compared, nor the offsets behind it, which its length shifts.
variables() {
  "$LLVM/llvm-dwarfdump" --debug-info "$1" | tail -n +2 |
    grep -v -e DW_AT_producer -e 'Compile Unit: length' | sed 's/^0x[0-9a-f]*: *//'
}

call_frames() { "$LLVM/llvm-dwarfdump" --debug-frame "$1" | tail -n +2; }

main "$@"
