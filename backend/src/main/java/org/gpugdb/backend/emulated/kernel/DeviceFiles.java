package org.gpugdb.backend.emulated.kernel;

import java.util.List;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.RiscvEuLayout;

/** The device's nodes and its part of sysfs. */
final class DeviceFiles {
  private static final List<String> NODES = List.of("card0", "renderD128");

  private DeviceFiles() {}

  static void addTo(FileTree files, EmulatedKernel kernel) {
    for (String node : NODES) {
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
