package org.gpugdb.backend.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds out whether a real GPU could be debugged. */
public final class Doctor {
  private static final String YAMA = "/proc/sys/kernel/yama/ptrace_scope";

  private Doctor() {}

  /**
   * Examines a machine.
   *
   * @param pid the process to be debugged, if it is known already
   * @return every precondition; debugging can start if none is {@link Finding.State#MISSING}
   */
  public static List<Finding> examine(Machine machine, OptionalLong pid) {
    List<Finding> findings = new ArrayList<>();
    List<Card> cards = Card.all(machine);
    if (cards.isEmpty()) {
      findings.add(noCard(machine));
    }
    cards.forEach(card -> findings.addAll(card.examine()));
    findings.add(examineYama(machine));
    if (pid.isPresent()) {
      findings.addAll(new TargetProcess(machine, pid.getAsLong()).examine());
    }
    findings.add(
        Finding.note(
            "run alone",
            "a debuggable queue has the GPU for itself while its work runs: other work waits"));
    return findings;
  }

  private static Finding noCard(Machine machine) {
    List<String> others = Card.describeAll(machine);
    return Finding.missing(
        "GPU",
        others.isEmpty()
            ? "there is no DRM device"
            : "no DRM device has the xe driver: " + String.join(", ", others),
        "an Intel GPU with the xe driver is needed; the emulated GPU needs none (gpu-gdbserver demo)");
  }

  private static Finding examineYama(Machine machine) {
    String scope = machine.text(YAMA).orElse("absent");
    boolean strict = !scope.equals("0") && !scope.equals("absent");
    if (strict && !machine.identity().mayTraceAnybody()) {
      return Finding.note(
          "Yama",
          YAMA
              + " is "
              + scope
              + ": where the debug interface takes a file of the process,"
              + " that file can be fetched from descendants only (sudo sysctl kernel.yama.ptrace_scope=0)");
    }
    return Finding.ok("Yama", "no obstacle (" + YAMA + " is " + scope + ")");
  }
}
