package org.gpugdb.backend.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The process whose work on the GPU is to be debugged. */
final class TargetProcess {
  private static final String VARIABLE = "ZET_ENABLE_PROGRAM_DEBUGGING";

  private final Machine machine;
  private final long pid;
  private final String folder;

  TargetProcess(Machine machine, long pid) {
    this.machine = machine;
    this.pid = pid;
    this.folder = "/proc/" + pid;
  }

  List<Finding> examine() {
    List<Finding> findings = new ArrayList<>(List.of(examineAccess()));
    if (machine.exists(folder)) {
      findings.add(examineEnvironment(subject() + ": runtime"));
    }
    return findings;
  }

  private String subject() {
    return "process " + pid;
  }

  /** Whether it is there and may be looked into. */
  Finding examineAccess() {
    return machine.exists(folder)
        ? examineRights(subject() + ": access")
        : Finding.missing(subject(), "there is no such process", "give the pid of one");
  }

  /**
   * The kernel asks for ptrace read access. The files of a process that is not dumpable belong to
   * root.
   */
  private Finding examineRights(String subject) {
    Optional<Integer> owner = machine.owner(folder);
    boolean own = owner.isPresent() && owner.get() == machine.identity().user();
    if (own || machine.identity().mayTraceAnybody()) {
      return Finding.ok(subject, "its GPU work may be looked into");
    }
    return Finding.missing(
        subject,
        "it belongs to user " + owner.map(String::valueOf).orElse("?") + ", or protects itself",
        "run the server as that user, or with CAP_SYS_PTRACE");
  }

  private Finding examineEnvironment(String subject) {
    Optional<String> environment = machine.text(folder + "/environ");
    if (environment.isEmpty()) {
      return Finding.note(subject, "its environment cannot be read: is " + VARIABLE + " 1?");
    }
    Optional<String> value =
        Arrays.stream(environment.get().split("\0"))
            .filter(entry -> entry.startsWith(VARIABLE + "="))
            .map(entry -> entry.substring(VARIABLE.length() + 1))
            .findFirst();
    if (value.filter("1"::equals).isPresent()) {
      return Finding.ok(subject, VARIABLE + " is 1");
    }
    return Finding.missing(
        subject,
        VARIABLE + " is " + value.orElse("not set") + ": the runtime loads no debug support",
        "start it again with " + VARIABLE + "=1");
  }
}
