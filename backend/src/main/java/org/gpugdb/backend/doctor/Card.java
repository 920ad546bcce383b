package org.gpugdb.backend.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.UnknownDialectException;

/** A DRM card of the {@code xe} driver, and what its debug interface needs. */
final class Card {
  private static final String CLASS = "/sys/class/drm/";
  private static final String DRIVER = "xe";

  private final Machine machine;
  private final String name;
  private final String device;

  private Card(Machine machine, String name) {
    this.machine = machine;
    this.name = name;
    this.device = CLASS + name + "/device/";
  }

  /** Cards whose driver could have the interface. */
  static List<Card> all(Machine machine) {
    return names(machine).stream()
        .map(name -> new Card(machine, name))
        .filter(card -> card.driver().equals(DRIVER))
        .toList();
  }

  /** Every DRM card with its driver, for people. */
  static List<String> describeAll(Machine machine) {
    return names(machine).stream()
        .map(name -> name + " (" + new Card(machine, name).driver() + ")")
        .toList();
  }

  private static List<String> names(Machine machine) {
    return machine.list(CLASS).stream().filter(name -> name.matches("card\\d+")).toList();
  }

  /** The driver behind any device node, if it is one of a DRM device. */
  static Optional<String> driver(Machine machine, String node) {
    return machine.linkName(DialectChoice.directory(node) + "driver");
  }

  private String driver() {
    return machine.linkName(device + "driver").orElse("no driver");
  }

  List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            name,
            "driver " + DRIVER + ", device " + machine.text(device + "device").orElse("unknown")));
    nodes().forEach(node -> findings.add(examineNode(node)));
    findings.addAll(examineInterface());
    display().ifPresent(findings::add);
    return findings;
  }

  /** What prevents debugging by one of the card's nodes. */
  Optional<Finding> obstacle(String node) {
    return Stream.concat(examineInterface().stream(), Stream.of(examineNode(node)))
        .filter(finding -> finding.state() == Finding.State.MISSING)
        .findFirst();
  }

  private List<Finding> examineInterface() {
    if (machine.isLink(device + "physfn")) {
      return List.of(
          Finding.missing(
              name + ": SR-IOV",
              "this is a virtual function, which has no debug interface",
              "debug on the physical function, with no virtual function enabled"));
    }
    return examineSwitch();
  }

  /** Paths of its device nodes; who may open any of them can debug by it. */
  List<String> nodes() {
    List<String> nodes = new ArrayList<>(List.of("/dev/dri/" + name));
    machine.list(device + "drm").stream()
        .filter(entry -> entry.startsWith("renderD"))
        .forEach(entry -> nodes.add("/dev/dri/" + entry));
    return nodes;
  }

  private Finding examineNode(String node) {
    String subject = name + ": node";
    if (!machine.exists(node)) {
      return Finding.missing(
          subject,
          node + " does not exist",
          "in a container: pass the device in (--device " + node + ")");
    }
    if (!machine.mayReadAndWrite(node)) {
      return Finding.missing(
          subject,
          node + " may not be opened by this user",
          "sudo usermod -aG render,video $USER, then log in again");
    }
    return Finding.ok(subject, node + " may be opened");
  }

  private List<Finding> examineSwitch() {
    String subject = name + ": debug switch";
    DialectChoice choice = DialectChoice.of(machine::text, "/dev/dri/" + name);
    if (choice.switches().isEmpty()) {
      return List.of(
          Finding.missing(
              subject,
              "this kernel has no EU debug interface",
              "install a kernel with DRM_XE_EUDEBUG, or Intel's out-of-tree driver with"
                  + " PRELIM_DRM_XE_EUDEBUG"));
    }
    String file = device + choice.switches().get(0);
    boolean on = machine.text(file).filter(text -> text.startsWith("1")).isPresent();
    return List.of(
        on
            ? Finding.ok(subject, file + " is 1")
            : Finding.missing(subject, file + " is 0", howToEnable(file)),
        examineDialect(choice));
  }

  private Finding examineDialect(DialectChoice choice) {
    String subject = name + ": dialect";
    try {
      return Finding.ok(subject, choice.dialect().name());
    } catch (UnknownDialectException unknown) {
      return Finding.note(subject, String.valueOf(unknown.getMessage()));
    }
  }

  private String howToEnable(String file) {
    String virtualFunctions = machine.text(device + "sriov_numvfs").orElse("0");
    String first =
        virtualFunctions.equals("0") ? "" : "echo 0 | sudo tee " + device + "sriov_numvfs, then ";
    return first + "echo 1 | sudo tee " + file + " (resets the GPU: running work is lost)";
  }

  /** A stopped thread on the card that draws the desktop may hold the desktop up. */
  private Optional<Finding> display() {
    List<String> connected =
        machine.list(CLASS).stream()
            .filter(entry -> entry.startsWith(name + "-"))
            .filter(
                entry ->
                    machine.text(CLASS + entry + "/status").filter("connected"::equals).isPresent())
            .toList();
    return connected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                name + ": display",
                String.join(", ", connected)
                    + " is connected: while work is stopped or reset, the screen may stand still"));
  }
}
