package org.gpugdb.backend.uapi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.SystemFile;

/**
 * Tells which dialect a kernel speaks by what it shows in sysfs. No number of a dialect is ever
 * tried: it may mean something else to another one.
 *
 * <p>First the name of the switch in the device's directory. If a kernel has both, the one that is
 * on counts, {@code enable_eudebug} before the other, which is the order of Intel's own runtime.
 * Then the driver's version text ({@link Dialect#since}). Inferred, not documented, is of that:
 *
 * <ul>
 *   <li>that the driver package shows its release tag, such as {@code 6.17.13.47}, in {@code
 *       /sys/module/xe/version}, maybe with other text around it;
 *   <li>that releases on later kernels than 6.17 have the numbers of April 2026, and that earlier
 *       ones can not be told by their tag;
 *   <li>that a posted version is named in the text, as in {@code eudebug-v5}. An ordinary build
 *       shows no text at all: then the user has to say it.
 * </ul>
 *
 * @param switches names of the switches that are there, the one that counts first
 * @param version the driver's version text; empty if it shows none
 */
public record DialectChoice(List<String> switches, Optional<String> version) {
  /** Where the driver shows its version. */
  public static final String VERSION_FILE = "/sys/module/xe/version";

  public DialectChoice {
    switches = List.copyOf(switches);
  }

  /** Where the files of a device are that has a node of that path. */
  public static String directory(String node) {
    return "/sys/class/drm/" + node.substring(node.lastIndexOf('/') + 1) + "/device/";
  }

  /**
   * Looks at a device.
   *
   * @param node path of one of its nodes
   */
  public static DialectChoice of(KernelInterface kernel, String node) {
    return of(path -> SystemFile.text(kernel, path), node);
  }

  /**
   * Looks at a device.
   *
   * @param files the text of a file by its path, empty if there is none
   * @param node path of one of its nodes
   */
  public static DialectChoice of(Function<String, Optional<String>> files, String node) {
    Optional<String> posted = files.apply(directory(node) + Dialect.POSTED_SWITCH);
    Optional<String> prelim = files.apply(directory(node) + Dialect.PRELIM_SWITCH);
    List<String> switches = new ArrayList<>();
    posted.ifPresent(text -> switches.add(Dialect.POSTED_SWITCH));
    prelim.ifPresent(text -> switches.add(Dialect.PRELIM_SWITCH));
    if (isOn(prelim) && !isOn(posted)) {
      Collections.reverse(switches);
    }
    return new DialectChoice(switches, files.apply(VERSION_FILE).map(String::strip));
  }

  private static boolean isOn(Optional<String> text) {
    return text.filter(t -> t.startsWith("1")).isPresent();
  }

  /**
   * The dialect.
   *
   * @throws UnknownDialectException if there is no debug interface, or its dialect is none of ours
   *     or cannot be told
   */
  public Dialect dialect() throws UnknownDialectException {
    List<Dialect> candidates = candidates();
    return version
        .flatMap(text -> byVersion(candidates, text))
        .orElseThrow(
            () ->
                new UnknownDialectException(
                    "the driver's version, "
                        + version.map(text -> "'" + text + "'").orElse("which it does not show")
                        + ", does not tell the dialect behind "
                        + switches.get(0)
                        + ": name it with the option dialect ("
                        + names(candidates)
                        + ")"));
  }

  /**
   * The dialect that the user has named, if the device may speak it.
   *
   * @throws UnknownDialectException if there is none of that name, or the device's switch is
   *     another one's
   */
  public Dialect dialect(String name) throws UnknownDialectException {
    Dialect named =
        Dialect.named(name)
            .orElseThrow(
                () ->
                    new UnknownDialectException(
                        "there is no dialect '"
                            + name
                            + "' (expected one of "
                            + names(Dialect.ALL)
                            + ")"));
    requireInterface();
    if (!switches.contains(named.enableSwitch())) {
      throw new UnknownDialectException(
          "the device does not speak "
              + name
              + ": it has "
              + switches.get(0)
              + ", not "
              + named.enableSwitch());
    }
    return named;
  }

  private List<Dialect> candidates() throws UnknownDialectException {
    requireInterface();
    return Dialect.ALL.stream()
        .filter(dialect -> dialect.enableSwitch().equals(switches.get(0)))
        .toList();
  }

  private void requireInterface() throws UnknownDialectException {
    if (switches.isEmpty()) {
      throw new UnknownDialectException(
          "the GPU's driver has no debug interface: there is neither "
              + Dialect.PRELIM_SWITCH
              + " nor "
              + Dialect.POSTED_SWITCH
              + " in the device's directory in sysfs");
    }
  }

  private static String names(List<Dialect> dialects) {
    return dialects.stream().map(Dialect::name).collect(Collectors.joining(", "));
  }

  private static Optional<Dialect> byVersion(List<Dialect> candidates, String text) {
    List<String> words = List.of(text.split("\\s+", -1));
    Optional<Dialect> said =
        candidates.stream().filter(dialect -> words.contains(dialect.since())).findFirst();
    return said.or(() -> DriverRelease.in(text).flatMap(r -> spokenBy(candidates, r)));
  }

  /** Of the dialects that began with a release, the last that had begun with this one. */
  private static Optional<Dialect> spokenBy(List<Dialect> candidates, DriverRelease release) {
    return candidates.stream()
        .filter(d -> DriverRelease.in(d.since()).filter(r -> r.compareTo(release) <= 0).isPresent())
        .max(Comparator.comparing(d -> DriverRelease.in(d.since()).orElseThrow()));
  }
}
