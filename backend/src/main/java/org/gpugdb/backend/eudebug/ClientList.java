package org.gpugdb.backend.eudebug;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.Device.GpuClient;

/** Finds the processes that have a node of a GPU open. */
final class ClientList {
  private static final int MAX_NAME = 64;

  private final KernelInterface kernel;
  private final Set<String> nodes;

  /**
   * @param node path of one node of the GPU
   */
  ClientList(KernelInterface kernel, String node) {
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
   * In the order of their process ids. This process is left out, and so are those that may not be
   * looked at.
   */
  List<GpuClient> clients() {
    String self = kernel.readlink("/proc/self").orElse("");
    return kernel.list("/proc").stream()
        .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10)
        .filter(name -> !name.equals(self))
        .map(Integer::valueOf)
        .sorted()
        .filter(this::usesGpu)
        .map(pid -> new GpuClient(pid, name(pid)))
        .toList();
  }

  private boolean usesGpu(int pid) {
    String directory = "/proc/" + pid + "/fd";
    return kernel.list(directory).stream()
        .anyMatch(fd -> kernel.readlink(directory + "/" + fd).filter(nodes::contains).isPresent());
  }

  private String name(int pid) {
    int fd = kernel.open("/proc/" + pid + "/comm", KernelInterface.O_RDONLY);
    if (fd < 0) {
      return "process " + pid;
    }
    try (UserBlock block = kernel.allocate(MAX_NAME)) {
      int length = (int) Math.max(0, kernel.pread(fd, block, 0));
      String name = StandardCharsets.UTF_8.decode(block.bytes().limit(length)).toString().strip();
      return name.isEmpty() ? "process " + pid : name;
    } finally {
      kernel.close(fd);
    }
  }
}
