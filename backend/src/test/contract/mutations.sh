#!/usr/bin/env bash
# Shows that the contract tests notice when the emulated kernel breaks a rule: each rule below is
# broken in a copy of the source, and the test that is named with it must fail. Prints a table;
# fails when a broken rule goes unnoticed, or when a line to be changed is not there any more.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../../../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
package=org/gpugdb/backend/emulated/kernel
failures=0

mvn -q -B test-compile dependency:build-classpath -pl backend -am \
  -Dmdep.outputFile="$scratch/dependencies" -Dmdep.includeScope=test
classes=$PWD/backend/target/test-classes:$PWD/backend/target/classes:$(< "$scratch/dependencies")
runner=$PWD/backend/src/test/contract/RunTest.java

# Runs tests against the classes in $1, then those of the build; the rest are classes and names.
run_tests() {
  (cd "$scratch" && timeout 150 java -cp "$1:$classes" "$runner" "${@:2}") > "$scratch/log" 2>&1
}

# Compiles $1 with $2 replaced by $3, which must be there once.
break_rule() {
  local text
  text=$(< "backend/src/main/java/$package/$1")
  [[ $text == *"$2"* && ${text#*"$2"} != *"$2"* ]] || return 1
  printf '%s\n' "${text/"$2"/"$3"}" > "$scratch/$1"
  rm -rf "$scratch/classes"
  mkdir "$scratch/classes"
  javac -nowarn -proc:none -d "$scratch/classes" -cp "$classes" "$scratch/$1" > "$scratch/log" 2>&1
}

rules=() tests=()

# Name of a rule, source file, text to be replaced, its replacement, test class, name of the test.
rule() {
  rules+=("$@")
  tests+=("${package//\//.}.$5" "$6")
}

rule 'a fence is acknowledged once' DebugSession.java \
  'heldFences.remove(event)' 'heldFences.get(event)' \
  BindTest basic-vm-bind-ufence
rule 'the end of a session releases its fences' DebugSession.java \
  'heldFences.values().forEach(UserFence::signal);' '' \
  BindTest basic-vm-bind-ufence-reconnect
rule 'unbinding with the address space is not told' DebugSession.java \
  'vms.remove(vm)' 'bindsDiscovered(vm);
    vms.remove(vm)' \
  BindTest basic-vm-bind-vm-destroy
rule 'only reading is served during discovery' SessionFile.java \
  'require(session.discovered() || session.detached(), Errno.EBUSY);' '' \
  DiscoveryTest discovery-busy
rule 'an event that does not fit stays' SessionFile.java \
  'throw new ErrnoException(Errno.EMSGSIZE);' 'session.events().take();
      throw new ErrnoException(Errno.EMSGSIZE);' \
  SessionTest basic-read-event
rule 'a read waits for 5 s' SessionFile.java \
  'READ_NANOS = 5_000_000_000L' 'READ_NANOS = 4_000_000_000L' \
  SessionTest basic-read-event
rule 'VM_OPEN takes at most 10 s' SessionFile.java \
  'VmOpenLayout.MAX_TIMEOUT_NS' '-1L' \
  VmAccessTest basic-vm-access-parameters
rule '64 events are queued' EventQueue.java \
  'CAPACITY = 64' 'CAPACITY = 65' \
  BackPressureTest event-queue-size
rule 'a full queue is waited for 25 s' EventQueue.java \
  'PATIENCE_NANOS = 25_000_000_000L' 'PATIENCE_NANOS = 24_000_000_000L' \
  BackPressureTest event-queue-patience
rule 'attention is told again, every 100 ms' AttentionWorker.java \
  ' DEBUGGED_NANOS = 100_000_000L' ' DEBUGGED_NANOS = 100_000_000_000_000L' \
  AttentionTest stopped-thread
rule 'without a debugger there is a scan every second' AttentionWorker.java \
  'UNDEBUGGED_NANOS = 1_000_000_000L' 'UNDEBUGGED_NANOS = 900_000_000L' \
  AttentionTest attention-undebugged
rule "another user's process is out of bounds" Eudebug.java \
  'require(caller.mayAccess(target), Errno.EACCES);' '' \
  SessionTest connect-user
rule 'no virtual functions while debugging is on' VirtualFunctions.java \
  'require(!kernel.eudebug().enabled(), Errno.EPERM);' '' \
  SriovTest deny-sriov
rule 'INTERRUPT_ALL takes no bitmap' EuControl.java \
  'require(size == 0, Errno.EINVAL);' '' \
  OnlineTest tdctl-parameters

if ! run_tests /nowhere "${tests[@]}"; then
  cat "$scratch/log" >&2
  echo "the tests must pass before a rule is broken" >&2
  exit 1
fi
for ((i = 0; i < ${#rules[@]}; i += 6)); do
  if ! break_rule "${rules[@]:i+1:3}"; then
    verdict='DOES NOT APPLY'
  else
    status=0
    run_tests "$scratch/classes" "${tests[@]:i/3:2}" || status=$?
    case $status in
      0) verdict=SURVIVES ;;
      1) verdict=noticed ;;
      *) verdict="TEST ENDS WITH $status" ;;
    esac
  fi
  [[ $verdict == noticed ]] || failures=$((failures + 1))
  printf '%-17s  %-48s  %s\n' "$verdict" "${rules[i]}" "${rules[i + 5]}"
done
if ((failures > 0)); then
  echo "$failures of $((${#rules[@]} / 6)) broken rules were not noticed" >&2
  exit 1
fi
