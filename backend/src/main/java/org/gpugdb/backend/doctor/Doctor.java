package org.gpugdb.backend.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds out whether a real GPU could be debugged. */
public final class Doctor {
  private static final String YAMA = "/proc/sys/kernel/yama/ptrace_scope";

  private static final String GPU_NEEDED =
      "an Intel GPU with the xe driver is needed; the emulated GPU needs none (gpu-gdbserver demo)";

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

  /** Device nodes by which debugging could start, one for each GPU. */
  public static List<String> debuggableNodes(Machine machine) {
    return Card.all(machine).stream()
        .flatMap(
            card -> card.nodes().stream().filter(node -> card.obstacle(node).isEmpty()).limit(1))
        .toList();
  }

  /** Why there is no node by which debugging could start: a reason for each GPU. */
  public static List<Finding> obstacles(Machine machine) {
    List<Card> cards = Card.all(machine);
    return cards.isEmpty()
        ? List.of(noCard(machine))
        : cards.stream().flatMap(card -> card.obstacle(card.nodes().get(0)).stream()).toList();
  }

  /** What prevents debugging by a device node. */
  public static Optional<Finding> obstacle(Machine machine, String node) {
    Optional<Card> card =
        Card.all(machine).stream().filter(c -> c.nodes().contains(node)).findFirst();
    if (card.isPresent()) {
      return card.get().obstacle(node);
    }
    String detail =
        Card.driver(machine, node)
            .map(driver -> "its driver is " + driver + ", which has no EU debug interface")
            .orElse("this is no device node of a GPU");
    return Optional.of(Finding.missing(node, detail, GPU_NEEDED));
  }

  /** What prevents looking into the GPU work of a process. */
  public static Optional<Finding> obstacle(Machine machine, long pid) {
    return Optional.of(new TargetProcess(machine, pid).examineAccess())
        .filter(finding -> finding.state() == Finding.State.MISSING);
  }

  private static Finding noCard(Machine machine) {
    List<String> others = Card.describeAll(machine);
    return Finding.missing(
        "GPU",
        others.isEmpty()
            ? "there is no DRM device"
            : "no DRM device has the xe driver: " + String.join(", ", others),
        GPU_NEEDED);
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
