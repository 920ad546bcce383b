package org.gpugdb.backend.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kernels of a module and their arguments, as section {@code .gpu.kernels} of its ELF file
 * lists them: lines {@code kernel NAME}, each followed by its {@code arg CLASS NAME TYPE} in order
 * and perhaps {@code local-size X Y Z}.
 */
final class KernelTable {
  /** How an argument is passed. */
  enum ArgumentClass {
    /** Address of GPU memory, in an integer register. */
    GLOBAL,
    /** Address inside the shared local memory window, in an integer register. */
    LOCAL,
    I32,
    I64,
    F32,
    F64;

    boolean isFloat() {
      return this == F32 || this == F64;
    }
  }

  record Argument(ArgumentClass kind, String name) {}

  /**
   * @param localSize the work-group size that the kernel insists on
   */
  record Kernel(String name, List<Argument> arguments, Optional<List<Integer>> localSize) {
    Kernel {
      arguments = List.copyOf(arguments);
    }
  }

  private KernelTable() {}

  static List<Kernel> parse(String text) throws DriverException {
    List<Kernel> kernels = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 0);
      switch (words[0]) {
        case "kernel" -> kernels.add(new Kernel(word(words, 1), List.of(), Optional.empty()));
        case "arg" -> kernels.add(withArgument(last(kernels), words));
        case "local-size" -> kernels.add(withLocalSize(last(kernels), words));
        default -> throw new DriverException("kernel table: cannot read '" + line + "'");
      }
    }
    return kernels;
  }

  private static Kernel last(List<Kernel> kernels) throws DriverException {
    if (kernels.isEmpty()) {
      throw new DriverException("kernel table: does not begin with a kernel");
    }
    return kernels.remove(kernels.size() - 1);
  }

  private static Kernel withArgument(Kernel kernel, String[] words) throws DriverException {
    List<Argument> arguments = new ArrayList<>(kernel.arguments());
    try {
      ArgumentClass kind = ArgumentClass.valueOf(word(words, 1).toUpperCase(Locale.ROOT));
      arguments.add(new Argument(kind, word(words, 2)));
    } catch (IllegalArgumentException e) {
      throw new DriverException("kernel table: no argument class '" + words[1] + "'");
    }
    return new Kernel(kernel.name(), arguments, kernel.localSize());
  }

  private static Kernel withLocalSize(Kernel kernel, String[] words) throws DriverException {
    List<Integer> size = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      size.add(Integer.valueOf(word(words, i)));
    }
    return new Kernel(kernel.name(), kernel.arguments(), Optional.of(List.copyOf(size)));
  }

  private static String word(String[] words, int index) throws DriverException {
    if (index >= words.length) {
      throw new DriverException("kernel table: '" + String.join(" ", words) + "' is cut short");
    }
    return words[index];
  }
}
