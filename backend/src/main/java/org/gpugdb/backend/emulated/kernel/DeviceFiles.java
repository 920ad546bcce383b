package org.gpugdb.backend.emulated.kernel;

import java.util.Map;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.RiscvEuLayout;

/** The device's nodes and its part of sysfs. */
final class DeviceFiles {
  /** The nodes, and the minor numbers that such nodes have. */
  private static final Map<String, Integer> NODES = Map.of("card0", 0, "renderD128", 128);

  private static final int MAJOR = 226;

  private DeviceFiles() {}

  static void addTo(FileTree files, EmulatedKernel kernel, PciFunction function) {
    for (String node : NODES.keySet()) {
      String path = "/dev/dri/" + node;
      files.add(path, (caller, flags) -> DrmFile.open(path, flags, kernel, caller));
      addSysfs(
          new Directory(DialectChoice.directory(path), files, kernel.lock()), kernel, function);
    }
    new Directory("", files, kernel.lock())
        .readOnly(DialectChoice.VERSION_FILE, () -> kernel.dialect().since());
  }

  private static void addSysfs(Directory directory, EmulatedKernel kernel, PciFunction function) {
    NODES.forEach(
        (node, minor) -> directory.readOnly("drm/" + node + "/dev", () -> MAJOR + ":" + minor));
    directory.readOnly("device", () -> "0x" + Integer.toHexString(RiscvEuLayout.DEVICE_ID));
    if (function.debuggable()) {
      Eudebug eudebug = kernel.eudebug();
      directory.rootWritable(
          kernel.dialect().enableSwitch(),
          () -> eudebug.enabled() ? "1" : "0",
          eudebug::setEnabled);
    }
    if (function.parts() > 0) {
      VirtualFunctions parts = kernel.virtualFunctions();
      directory.readOnly("sriov_totalvfs", () -> Integer.toString(parts.total()));
      directory.rootWritable(
          "sriov_numvfs", () -> Integer.toString(parts.count()), parts::setCount);
    }
  }

  /**
   * Where files are added, each with one line of text.
   *
   * @param path ends in a slash, or is empty
   */
  private record Directory(String path, FileTree files, KernelLock lock) {
    void readOnly(String name, TextFile.Getter getter) {
      files.add(path + name, TextFile.readOnly(path + name, lock, () -> getter.get() + "\n"));
    }

    void rootWritable(String name, TextFile.Getter getter, TextFile.Setter setter) {
      files.add(
          path + name, TextFile.rootWritable(path + name, lock, () -> getter.get() + "\n", setter));
    }
  }
}
