package org.gpugdb.backend.provider;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;

/** What a user may say of the emulated GPU, checked. Each sentence of refusal is for the user. */
final class EmulatedOptions {
  private static final List<String> PRESETS = List.of("tiny", "demo", "big", "huge");
  private static final BigInteger ADDRESSES = BigInteger.ONE.shiftLeft(48);
  private static final int PAGE = 4096;

  private final Map<String, String> given;

  private EmulatedOptions(Map<String, String> given) {
    this.given = new LinkedHashMap<>(given);
  }

  private static final List<String> NAMES =
      List.of(
          "image",
          "threads",
          "ram",
          "kernel",
          "work-items",
          "dispatches",
          "optimization",
          "preset",
          "dialect",
          "halt",
          "device",
          "attach");

  static EmulatedOptions of(Map<String, String> given) throws InvalidArgument {
    for (String name : given.keySet()) {
      if (!NAMES.contains(name)) {
        throw new InvalidArgument(
            "the emulated GPU has no option '"
                + name
                + "' (expected one of "
                + String.join(", ", NAMES)
                + ")");
      }
    }
    return new EmulatedOptions(given);
  }

  /** Options that say how the server's own program runs. */
  private static final List<String> OF_PROGRAM =
      List.of("threads", "ram", "work-items", "dispatches", "optimization", "halt");

  /**
   * Whether the server runs a program of its own.
   *
   * @throws InvalidArgument if nothing could ever be debugged
   */
  boolean hasProgram() throws InvalidArgument {
    boolean image = given.containsKey("image");
    boolean kernel = given.containsKey("kernel");
    if (image && kernel) {
      throw new InvalidArgument("--image and --kernel exclude each other");
    }
    if (image || kernel) {
      return true;
    }
    if (!given.containsKey("device")) {
      throw new InvalidArgument(
          "there is nothing to debug: give --image FILE, --kernel NAME, or --device PATH for"
              + " programs in other processes");
    }
    for (String name : OF_PROGRAM) {
      if (given.containsKey(name)) {
        throw new InvalidArgument("--" + name + " is for --image or --kernel; neither is given");
      }
    }
    return false;
  }

  /** The only process whose GPU clients may be debugged. */
  OptionalInt attach() throws InvalidArgument {
    if (!given.containsKey("attach")) {
      return OptionalInt.empty();
    }
    int pid = count("attach", 0);
    if (!given.containsKey("device")) {
      throw new InvalidArgument("--attach needs --device, by which the process uses the GPU");
    }
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new InvalidArgument("--attach: there is no process " + pid);
    }
    return OptionalInt.of(pid);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(given.get(name));
  }

  boolean flag(String name) {
    return "true".equals(given.get(name));
  }

  /** A whole number from 1 on. */
  int count(String name, int otherwise) throws InvalidArgument {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like any other word that is no count.
    }
    throw new InvalidArgument("--" + name + ": got '" + text + "' (expected a number from 1 on)");
  }

  /**
   * The device's shape: what the user says, else the smallest of the usual ones with enough thread
   * slots.
   */
  String preset(int threads) throws InvalidArgument {
    Optional<String> named = text("preset");
    if (named.isPresent() && !PRESETS.contains(named.get())) {
      throw new InvalidArgument(
          "--preset: got '" + named.get() + "' (expected " + String.join(", ", PRESETS) + ")");
    }
    String preset = named.orElse("demo");
    for (int i = PRESETS.indexOf("demo"); named.isEmpty() && i < PRESETS.size(); i++) {
      preset = PRESETS.get(i);
      if (Topology.preset(preset).slots() >= threads) {
        break;
      }
    }
    int slots = Topology.preset(preset).slots();
    if (slots < threads) {
      throw new InvalidArgument(
          "--threads: got " + threads + " (expected at most " + slots + " on '" + preset + "')");
    }
    return preset;
  }

  /** The form of the debug interface that the emulated kernel speaks. */
  Dialect dialect() throws InvalidArgument {
    String name = given.get("dialect");
    if (name == null) {
      return Dialect.PRELIM;
    }
    return Dialect.named(name)
        .orElseThrow(
            () ->
                new InvalidArgument(
                    "--dialect: got '"
                        + name
                        + "' (expected "
                        + Dialect.ALL.stream()
                            .filter(dialect -> dialect.has(DebugRequest.CONNECT))
                            .map(Dialect::name)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /** A range of GPU addresses. */
  record Range(long base, long size) {}

  /** {@code BASE:SIZE}, such as {@code 0x80000000:64M}. */
  Range ram() throws InvalidArgument {
    String text = given.getOrDefault("ram", "0x80000000:64M");
    int colon = text.indexOf(':');
    if (colon > 0) {
      Optional<BigInteger> base = number(text.substring(0, colon));
      Optional<BigInteger> size = number(text.substring(colon + 1));
      if (base.isPresent() && size.isPresent() && isRange(base.get(), size.get())) {
        return new Range(base.get().longValue(), size.get().longValue());
      }
    }
    throw new InvalidArgument(
        "--ram: got '"
            + text
            + "' (expected BASE:SIZE in whole pages of 4096 bytes, such as 0x80000000:64M)");
  }

  private static boolean isRange(BigInteger base, BigInteger size) {
    return size.signum() > 0
        && base.add(size).compareTo(ADDRESSES) <= 0
        && base.longValue() % PAGE == 0
        && size.longValue() % PAGE == 0;
  }

  private static Optional<BigInteger> number(String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    int shift = 0;
    if (!digits.isEmpty() && "kmg".indexOf(digits.charAt(digits.length() - 1)) >= 0) {
      shift = 10 * (1 + "kmg".indexOf(digits.charAt(digits.length() - 1)));
      digits = digits.substring(0, digits.length() - 1);
    }
    int radix = digits.startsWith("0x") ? 16 : 10;
    try {
      BigInteger value = new BigInteger(radix == 16 ? digits.substring(2) : digits, radix);
      return value.signum() < 0 ? Optional.empty() : Optional.of(value.shiftLeft(shift));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
