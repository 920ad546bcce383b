package org.gpugdb.backend.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.gpugdb.backend.doctor.Finding.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final String DEVICE = "/sys/class/drm/card0/device/";
  private static final String SWITCH = DEVICE + "enable_eudebug";
  private static final long PID = 4711;

  @TempDir private Path root;
  private int user;

  /** A machine where nothing is missing. */
  @BeforeEach
  void buildMachine() throws IOException {
    user = (Integer) Files.getAttribute(root, "unix:uid");
    link(DEVICE + "driver", "../../bus/pci/drivers/xe");
    write(DEVICE + "device", "0xe20b\n");
    write(DEVICE + "drm/renderD128/dev", "226:128\n");
    write(SWITCH, "1\n");
    write("/sys/module/xe/version", "eudebug-v5\n");
    write("/dev/dri/card0", "");
    write("/dev/dri/renderD128", "");
    write("/proc/sys/kernel/yama/ptrace_scope", "0\n");
    write("/proc/" + PID + "/environ", "HOME=/\0ZET_ENABLE_PROGRAM_DEBUGGING=1\0");
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.writeString(at(path), text);
  }

  private void link(String path, String target) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.createSymbolicLink(at(path), Path.of(target));
  }

  private List<Finding> examine() {
    return examine(new Identity(user, Set.of(user), 0));
  }

  private List<Finding> examine(Identity identity) {
    return Doctor.examine(new Machine(root, identity), OptionalLong.of(PID));
  }

  private static List<Finding> missing(List<Finding> findings) {
    return findings.stream().filter(f -> f.state() == State.MISSING).toList();
  }

  private Finding theOnlyMissing() {
    List<Finding> missing = missing(examine());
    assertThat(missing).hasSize(1);
    assertThat(missing.get(0).fix()).isPresent();
    return missing.get(0);
  }

  @Test
  void findsNothingMissingWhereAllIsWell() {
    List<Finding> findings = examine();
    assertThat(missing(findings)).isEmpty();
    assertThat(findings)
        .extracting(Finding::subject)
        .contains("card0", "card0: node", "card0: debug switch", "Yama", "run alone")
        .contains("process 4711: access", "process 4711: runtime");
    assertThat(findings).extracting(Finding::detail).contains("driver xe, device 0xe20b");
  }

  @Test
  void missesAGpuOnAMachineWithout() throws IOException {
    Machine empty = new Machine(root.resolve("proc"), new Identity(user, Set.of(), 0));
    assertThat(missing(Doctor.examine(empty, OptionalLong.empty())))
        .singleElement()
        .extracting(Finding::detail)
        .isEqualTo("there is no DRM device");
  }

  @Test
  void namesCardsOfOtherDrivers() throws IOException {
    Files.delete(at(DEVICE + "driver"));
    link(DEVICE + "driver", "../../bus/pci/drivers/i915");
    assertThat(theOnlyMissing().detail())
        .isEqualTo("no DRM device has the xe driver: card0 (i915)");
  }

  @Test
  void saysHowToTurnTheSwitchOn() throws IOException {
    write(SWITCH, "0\n");
    Finding off = theOnlyMissing();
    assertThat(off.detail()).isEqualTo(SWITCH + " is 0");
    assertThat(off.fix().orElseThrow()).startsWith("echo 1 | sudo tee " + SWITCH);
  }

  @Test
  void saysThatVirtualFunctionsPreventTheSwitch() throws IOException {
    write(SWITCH, "0\n");
    write(DEVICE + "sriov_numvfs", "2\n");
    assertThat(theOnlyMissing().fix().orElseThrow())
        .startsWith("echo 0 | sudo tee " + DEVICE + "sriov_numvfs, then echo 1");
  }

  @Test
  void tellsTheDialectByTheSwitchAndTheVersion() throws IOException {
    assertThat(dialect()).isEqualTo("v5");

    Files.move(at(SWITCH), at(DEVICE + "prelim_enable_eudebug"));
    write("/sys/module/xe/version", "6.17.13.46\n");

    assertThat(dialect()).isEqualTo("prelim-2025");
  }

  @Test
  void saysThatTheDialectMustBeNamed() throws IOException {
    Files.delete(at("/sys/module/xe/version"));

    assertThat(dialect()).contains("enable_eudebug: name it with the option dialect");
    assertThat(missing(examine())).isEmpty();
  }

  private String dialect() {
    return examine().stream()
        .filter(finding -> finding.subject().equals("card0: dialect"))
        .map(Finding::detail)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void missesTheInterfaceInAKernelWithout() throws IOException {
    Files.delete(at(SWITCH));
    assertThat(theOnlyMissing().detail()).isEqualTo("this kernel has no EU debug interface");
  }

  @Test
  void refusesAVirtualFunction() throws IOException {
    Files.delete(at(SWITCH));
    link(DEVICE + "physfn", "../0000:03:00.0");
    assertThat(theOnlyMissing().subject()).isEqualTo("card0: SR-IOV");
  }

  @Test
  void missesTheRightsOfAnotherUser() throws IOException {
    for (String node : List.of("/dev/dri/card0", "/dev/dri/renderD128")) {
      Files.setPosixFilePermissions(at(node), PosixFilePermissions.fromString("rw-rw----"));
    }
    List<Finding> missing = missing(examine(new Identity(user + 1, Set.of(user + 1), 0)));
    assertThat(missing)
        .extracting(Finding::subject)
        .containsExactly("card0: node", "card0: node", "process 4711: access");
  }

  @Test
  void allowsTheGroupOfTheNode() throws IOException {
    int group = (Integer) Files.getAttribute(at("/dev/dri/card0"), "unix:gid");
    for (String node : List.of("/dev/dri/card0", "/dev/dri/renderD128")) {
      Files.setPosixFilePermissions(at(node), PosixFilePermissions.fromString("rw-rw----"));
    }
    long mayTrace = 1L << 19;
    assertThat(missing(examine(new Identity(user + 1, Set.of(group), mayTrace)))).isEmpty();
  }

  @Test
  void missesANodeThatIsNotThere() throws IOException {
    Files.delete(at("/dev/dri/renderD128"));
    assertThat(theOnlyMissing().detail()).isEqualTo("/dev/dri/renderD128 does not exist");
  }

  @Test
  void missesDebugSupportInTheRuntime() throws IOException {
    write("/proc/" + PID + "/environ", "ZET_ENABLE_PROGRAM_DEBUGGING=2\0");
    assertThat(theOnlyMissing().detail()).startsWith("ZET_ENABLE_PROGRAM_DEBUGGING is 2");
    write("/proc/" + PID + "/environ", "HOME=/\0");
    assertThat(theOnlyMissing().detail()).startsWith("ZET_ENABLE_PROGRAM_DEBUGGING is not set");
  }

  @Test
  void missesAProcessThatIsGone() {
    Machine machine = new Machine(root, new Identity(user, Set.of(user), 0));
    assertThat(missing(Doctor.examine(machine, OptionalLong.of(PID + 1))))
        .singleElement()
        .extracting(Finding::detail)
        .isEqualTo("there is no such process");
  }

  @Test
  void notesADisplayAndAStrictYama() throws IOException {
    write("/sys/class/drm/card0-DP-1/status", "connected\n");
    write("/sys/class/drm/card0-DP-2/status", "disconnected\n");
    write("/proc/sys/kernel/yama/ptrace_scope", "1\n");
    List<Finding> notes = examine().stream().filter(f -> f.state() == State.NOTE).toList();
    assertThat(notes)
        .extracting(Finding::subject)
        .containsExactly("card0: display", "Yama", "run alone");
    assertThat(notes.get(0).detail()).startsWith("card0-DP-1 is connected");
  }

  private Machine machine() {
    return new Machine(root, new Identity(user, Set.of(user), 0));
  }

  private Finding obstacle(String node) {
    return Doctor.obstacle(machine(), node).orElseThrow();
  }

  @Test
  void namesANodeOfEachGpuThatCanBeDebugged() throws IOException {
    assertThat(Doctor.debuggableNodes(machine())).containsExactly("/dev/dri/card0");
    assertThat(Doctor.obstacle(machine(), "/dev/dri/renderD128")).isEmpty();

    Files.delete(at("/dev/dri/card0"));

    assertThat(Doctor.debuggableNodes(machine())).containsExactly("/dev/dri/renderD128");
    assertThat(obstacle("/dev/dri/card0").sentence())
        .isEqualTo(
            "card0: node: /dev/dri/card0 does not exist;"
                + " in a container: pass the device in (--device /dev/dri/card0)");
  }

  @Test
  void saysWhyANodeCannotBeDebugged() throws IOException {
    write(SWITCH, "0\n");
    link("/sys/class/drm/renderD129/device/driver", "../../bus/pci/drivers/i915");

    assertThat(Doctor.debuggableNodes(machine())).isEmpty();
    assertThat(Doctor.obstacles(machine()))
        .containsExactly(obstacle("/dev/dri/renderD128"))
        .extracting(Finding::detail)
        .containsExactly(SWITCH + " is 0");
    assertThat(obstacle("/dev/dri/renderD129").sentence())
        .startsWith("/dev/dri/renderD129: its driver is i915, which has no EU debug interface; ");
    assertThat(obstacle("/dev/null").sentence())
        .startsWith("/dev/null: this is no device node of a GPU; ");
  }

  @Test
  void saysWhyAProcessCannotBeLookedInto() {
    assertThat(Doctor.obstacle(machine(), PID)).isEmpty();
    assertThat(Doctor.obstacle(machine(), PID + 1)).isPresent();
    Machine others = new Machine(root, new Identity(user + 1, Set.of(), 0));
    assertThat(Doctor.obstacle(others, PID).orElseThrow().subject())
        .isEqualTo("process 4711: access");
  }

  @Test
  void readsAnIdentityFromTheKernel() {
    String status =
        "Name:\tx\nUid:\t1\t1000\t3\t4\nGid:\t5\t100\t7\t8\nGroups:\t20 44 \nCapEff:\t0000000000080002\n";
    Identity identity = Identity.ofStatus(status);
    assertThat(identity).isEqualTo(new Identity(1000, Set.of(100, 20, 44), 0x80002));
    assertThat(identity.mayTraceAnybody()).isTrue();
    assertThat(identity.overridesFileModes()).isTrue();
    assertThat(Identity.ofStatus(status.replace("20 44 ", "")).groups()).containsExactly(100);
  }
}
