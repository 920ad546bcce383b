package org.gpugdb.backend.doctor;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who asks: what decides about access to files and processes.
 *
 * @param groups every group, the primary one too
 * @param capabilities the effective set, bit n for capability n of {@code linux/capability.h}
 */
public record Identity(int user, Set<Integer> groups, long capabilities) {
  private static final int CAP_DAC_OVERRIDE = 1;
  private static final int CAP_SYS_PTRACE = 19;

  public Identity {
    groups = Set.copyOf(groups);
  }

  /** From the text of {@code /proc/PID/status}. */
  static Identity ofStatus(String status) {
    Set<Integer> groups = new TreeSet<>();
    groups.add(numbers(status, "Gid:", 10)[1].intValue());
    Arrays.stream(numbers(status, "Groups:", 10)).map(Long::intValue).forEach(groups::add);
    return new Identity(
        numbers(status, "Uid:", 10)[1].intValue(), groups, numbers(status, "CapEff:", 16)[0]);
  }

  /** The numbers of a line, which may be none; effective ids are the second of their lines. */
  private static Long[] numbers(String status, String label, int radix) {
    return status
        .lines()
        .filter(line -> line.startsWith(label))
        .flatMap(line -> Arrays.stream(line.substring(label.length()).strip().split("\\s+")))
        .filter(word -> !word.isEmpty())
        .map(word -> Long.parseUnsignedLong(word, radix))
        .toArray(Long[]::new);
  }

  boolean overridesFileModes() {
    return has(CAP_DAC_OVERRIDE);
  }

  boolean mayTraceAnybody() {
    return has(CAP_SYS_PTRACE);
  }

  private boolean has(int capability) {
    return (capabilities >>> capability & 1) != 0;
  }
}
