package org.gpugdb.backend.emulated.kernel;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file system: device nodes, the device's part of /sys, /proc as far as debuggers look, and the
 * files that clients have named as debug data.
 */
final class FileTree {
  /** What opening a path does. */
  interface Opener {
    OpenFile open(EmulatedProcess caller, int flags) throws ErrnoException;
  }

  private static final String PROC = "/proc/";
  private static final Pattern UNDER_ROOT = Pattern.compile("^/proc/\\d+/root/");

  private final EmulatedKernel kernel;
  private final TreeMap<String, Opener> files = new TreeMap<>();

  FileTree(EmulatedKernel kernel) {
    this.kernel = kernel;
  }

  void add(String path, Opener opener) {
    files.put(path, opener);
  }

  OpenFile open(EmulatedProcess caller, String path, int flags) throws ErrnoException {
    Opener opener = files.get(path);
    if (opener == null) {
      opener =
          processOf(caller, path, "/comm")
              .map(process -> name(path, process))
              .or(() -> descriptor(caller, path, "/fdinfo/").map(file -> info(path, file)))
              .orElse(debugData(path));
    }
    return opener.open(caller, flags);
  }

  /** {@code /proc/PID/comm}. */
  private Opener name(String path, EmulatedProcess process) {
    return TextFile.readOnly(path, kernel.lock(), () -> process.name() + "\n");
  }

  /** {@code /proc/PID/fdinfo/N}. */
  private Opener info(String path, OpenFile file) {
    return TextFile.readOnly(path, kernel.lock(), file::info);
  }

  /** All processes have the same root: {@code /proc/PID/root}. */
  private Opener debugData(String path) {
    String plain = UNDER_ROOT.matcher(path).replaceFirst("/");
    return (caller, flags) -> DebugDataFile.open(caller, plain, flags, kernel);
  }

  /** Names in a directory; none if it does not exist or the caller may not look. */
  List<String> list(EmulatedProcess caller, String directory) {
    String prefix = directory.endsWith("/") ? directory : directory + "/";
    if (prefix.equals(PROC)) {
      return kernel.processes().stream().map(p -> Integer.toString(p.pid())).toList();
    }
    Optional<EmulatedProcess> descriptors = processOf(caller, prefix, "/fd/");
    if (descriptors.isPresent()) {
      return descriptors
          .filter(caller::mayAccess)
          .map(p -> p.descriptors().numbers().stream().map(fd -> Integer.toString(fd)).toList())
          .orElse(List.of());
    }
    return processOf(caller, prefix, "/").isPresent()
        ? List.of("comm", "fd", "fdinfo")
        : children(prefix);
  }

  private List<String> children(String prefix) {
    return files.tailMap(prefix).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).split("/", 2)[0])
        .distinct()
        .toList();
  }

  /** The only links are {@code /proc/self} and the descriptors in {@code /proc/PID/fd}. */
  Optional<String> readlink(EmulatedProcess caller, String path) {
    if (path.equals(PROC + "self")) {
      return Optional.of(Integer.toString(caller.pid()));
    }
    return descriptor(caller, path, "/fd/").map(OpenFile::path);
  }

  /** The open file of which {@code path} is the entry in a directory of a process. */
  private Optional<OpenFile> descriptor(EmulatedProcess caller, String path, String directory) {
    int slash = path.lastIndexOf('/') + 1;
    return processOf(caller, path.substring(0, slash), directory)
        .filter(caller::mayAccess)
        .flatMap(p -> number(path.substring(slash)).flatMap(p.descriptors()::find));
  }

  /** The process of {@code /proc/PID}, or {@code /proc/self}, followed by {@code suffix}. */
  private Optional<EmulatedProcess> processOf(EmulatedProcess caller, String path, String suffix) {
    if (path.equals(PROC + "self" + suffix)) {
      return Optional.of(caller);
    }
    if (!path.startsWith(PROC) || !path.endsWith(suffix)) {
      return Optional.empty();
    }
    int end = path.length() - suffix.length();
    return end <= PROC.length()
        ? Optional.empty()
        : number(path.substring(PROC.length(), end))
            .flatMap(pid -> kernel.processes().stream().filter(p -> p.pid() == pid).findFirst());
  }

  private static Optional<Integer> number(String text) {
    boolean digits =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }
}
