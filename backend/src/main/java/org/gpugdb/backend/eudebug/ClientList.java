package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.Device.GpuClient;

/** Finds the processes that have a node of a GPU open. */
final class ClientList {
  private final KernelInterface kernel;
  private final Set<String> nodes;

  /**
   * @param node path of one node of the GPU
   */
  ClientList(KernelInterface kernel, String node) {
    this.kernel = kernel;
    this.nodes = nodes(kernel, node);
  }

  /** A GPU has a primary and a render node; both links lead to the same device. */
  private static Set<String> nodes(KernelInterface kernel, String node) {
    Set<String> nodes = new HashSet<>();
    nodes.add(node);
    int slash = node.lastIndexOf('/');
    String directory = node.substring(0, slash + 1);
    Optional<String> device = device(kernel, node.substring(slash + 1));
    for (String name : kernel.list(directory)) {
      if (device.isPresent() && device(kernel, name).equals(device)) {
        nodes.add(directory + name);
      }
    }
    return nodes;
  }

  private static Optional<String> device(KernelInterface kernel, String name) {
    return kernel.readlink("/sys/class/drm/" + name + "/device");
  }

  /** In the order of their process ids; processes that may not be looked at are left out. */
  List<GpuClient> clients() {
    List<GpuClient> clients = new ArrayList<>();
    kernel.list("/proc").stream()
        .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10)
        .map(Integer::valueOf)
        .sorted()
        .filter(this::usesGpu)
        .forEach(pid -> clients.add(new GpuClient(pid, name(pid))));
    return clients;
  }

  private boolean usesGpu(int pid) {
    String directory = "/proc/" + pid + "/fd";
    return kernel.list(directory).stream()
        .anyMatch(fd -> kernel.readlink(directory + "/" + fd).filter(nodes::contains).isPresent());
  }

  private String name(int pid) {
    String program = kernel.readlink("/proc/" + pid + "/exe").orElse("");
    String base = program.substring(program.lastIndexOf('/') + 1);
    return base.isEmpty() ? "process " + pid : base;
  }
}
