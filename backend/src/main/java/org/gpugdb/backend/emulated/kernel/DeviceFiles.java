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

  static void addTo(FileTree files, EmulatedKernel kernel) {
    for (String node : NODES.keySet()) {
      String path = "/dev/dri/" + node;
      files.add(path, (caller, flags) -> DrmFile.open(path, flags, kernel, caller));
      addSysfs(files, DialectChoice.directory(path), kernel);
    }
    String version = DialectChoice.VERSION_FILE;
    files.add(
        version, TextFile.readOnly(version, kernel.lock(), () -> kernel.dialect().since() + "\n"));
  }

  private static void addSysfs(FileTree files, String directory, EmulatedKernel kernel) {
    KernelLock lock = kernel.lock();
    NODES.forEach(
        (node, minor) -> {
          String number = directory + "drm/" + node + "/dev";
          files.add(number, TextFile.readOnly(number, lock, () -> MAJOR + ":" + minor + "\n"));
        });
    Eudebug eudebug = kernel.eudebug();
    String enable = directory + kernel.dialect().enableSwitch();
    files.add(
        enable,
        TextFile.rootWritable(
            enable, lock, () -> eudebug.enabled() ? "1\n" : "0\n", eudebug::setEnabled));
    String device = directory + "device";
    files.add(
        device,
        TextFile.readOnly(
            device, lock, () -> "0x" + Integer.toHexString(RiscvEuLayout.DEVICE_ID) + "\n"));
  }
}
