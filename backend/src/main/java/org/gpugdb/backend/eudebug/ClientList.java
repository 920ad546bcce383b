package org.gpugdb.backend.eudebug;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.SystemFile;
import org.gpugdb.backend.spi.Device.GpuClient;

/** Finds whoever has a node of a GPU open. */
final class ClientList {
  private final KernelInterface kernel;
  private final GpuDescriptors descriptors;
  private final boolean byProcess;

  /**
   * @param node path of one node of the GPU
   * @param byProcess whether a process is one client, rather than each of its files
   */
  ClientList(KernelInterface kernel, String node, boolean byProcess) {
    this.kernel = kernel;
    this.descriptors = new GpuDescriptors(kernel, node);
    this.byProcess = byProcess;
  }

  /**
   * In the order of their process ids. This process is left out, and so are those that may not be
   * looked at. A file that several processes have is the first one's.
   */
  List<GpuClient> clients() {
    String self = kernel.readlink("/proc/self").orElse("");
    Set<Long> files = new HashSet<>();
    List<GpuClient> clients = new ArrayList<>();
    kernel.list("/proc").stream()
        .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10)
        .filter(name -> !name.equals(self))
        .map(Integer::valueOf)
        .sorted()
        .forEach(pid -> add(pid, clients, files));
    return clients;
  }

  private void add(int pid, List<GpuClient> clients, Set<Long> files) {
    List<Integer> open = descriptors.of(Integer.toString(pid));
    if (open.isEmpty()) {
      return;
    }
    String name = name(pid);
    if (byProcess) {
      clients.add(new GpuClient(pid, name));
      return;
    }
    for (int fd : open) {
      OptionalLong file = descriptors.file(Integer.toString(pid), fd);
      if (file.isPresent() && files.add(file.getAsLong())) {
        clients.add(new GpuClient(pid, name, file.getAsLong()));
      }
    }
  }

  private String name(int pid) {
    return SystemFile.text(kernel, "/proc/" + pid + "/comm")
        .filter(name -> !name.isEmpty())
        .orElse("process " + pid);
  }
}
