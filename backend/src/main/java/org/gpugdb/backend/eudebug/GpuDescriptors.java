package org.gpugdb.backend.eudebug;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.SystemFile;

/** Which descriptors of a process are of a GPU, as {@code /proc} shows them. Immutable. */
final class GpuDescriptors {
  /** The name of this process in {@code /proc}. */
  static final String SELF = "self";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** Source: the kernel's documentation of DRM client usage statistics. */
  private static final Pattern CLIENT_ID =
      Pattern.compile("^drm-client-id:\\s*(\\d{1,18})$", Pattern.MULTILINE);

  private final KernelInterface kernel;
  private final Set<String> nodes;

  /**
   * @param node path of one node of the GPU
   */
  GpuDescriptors(KernelInterface kernel, String node) {
    this.kernel = kernel;
    this.nodes = nodes(kernel, node);
  }

  /** A GPU has a primary and a render node; the device knows both. */
  private static Set<String> nodes(KernelInterface kernel, String node) {
    int slash = node.lastIndexOf('/') + 1;
    Set<String> nodes = new HashSet<>();
    nodes.add(node);
    for (String name : kernel.list("/sys/class/drm/" + node.substring(slash) + "/device/drm")) {
      nodes.add(node.substring(0, slash) + name);
    }
    return nodes;
  }

  /**
   * In ascending order; none if the process is gone or may not be looked at.
   *
   * @param process its number, or {@link #SELF}
   */
  List<Integer> of(String process) {
    return kernel.list("/proc/" + process + "/fd").stream()
        .filter(name -> NUMBER.matcher(name).matches())
        .map(Integer::valueOf)
        .filter(fd -> isOfGpu(process, fd))
        .sorted()
        .toList();
  }

  private boolean isOfGpu(String process, int fd) {
    return kernel.readlink("/proc/" + process + "/fd/" + fd).filter(nodes::contains).isPresent();
  }

  /**
   * The kernel's number of the open file that a descriptor stands for. Descriptors that were
   * duplicated, inherited or passed on have the same one.
   *
   * @return empty if the descriptor is not of the GPU, or the kernel does not tell
   */
  OptionalLong file(String process, int fd) {
    Optional<String> told =
        isOfGpu(process, fd)
            ? SystemFile.text(kernel, "/proc/" + process + "/fdinfo/" + fd)
            : Optional.empty();
    Matcher id = CLIENT_ID.matcher(told.orElse(""));
    return id.find() ? OptionalLong.of(Long.parseLong(id.group(1))) : OptionalLong.empty();
  }
}
