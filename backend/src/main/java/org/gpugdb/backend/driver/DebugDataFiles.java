package org.gpugdb.backend.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout.DebugDataExtension;
import org.gpugdb.backend.uapi.DebugDataOps;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debug data lies in files, which a debugger reads: an operation of its own names the file for a
 * range. The files are in a directory that only this user can enter, and go with the client.
 */
final class DebugDataFiles implements DebugInformation {
  private static final Logger log = LoggerFactory.getLogger(DebugDataFiles.class);

  private final DebugDataOps operations;
  private final VmBinder binder;
  private final List<Path> files = new ArrayList<>();
  private @Nullable Path directory;

  DebugDataFiles(DebugDataOps operations, VmBinder binder) {
    this.operations = operations;
    this.binder = binder;
  }

  @Override
  public void bindArea(VmBindOp mapping, Area area) throws DriverException {
    binder.bind(mapping);
    add(DebugData.area(mapping.addr(), mapping.range(), area.pseudoPath));
  }

  @Override
  public void bindModule(VmBindOp mapping, ByteBuffer elf) throws DriverException {
    binder.bind(mapping);
    add(DebugData.file(mapping.addr(), mapping.range(), write(elf).toString()));
  }

  /** These dialects cannot tell what kind a mapping is. */
  @Override
  public void bindUserMemory(VmBindOp mapping) throws DriverException {
    binder.bind(mapping);
  }

  private void add(DebugData data) throws DriverException {
    DebugDataExtensionLayout layout = operations.extension();
    try (UserBlock block = binder.device().block(layout.size())) {
      layout.encode(block.bytes(), new DebugDataExtension(0, DebugDataExtensionLayout.NAME, data));
      binder.bind(VmBindOp.bare(operations.add()).withExtensions(block.address()));
    }
  }

  private synchronized Path write(ByteBuffer elf) throws DriverException {
    try {
      Path in = directory;
      if (in == null) {
        in = Files.createTempDirectory("gpu-debug-data-");
        directory = in;
      }
      Path file = in.resolve("elf-" + files.size());
      files.add(file);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = elf.duplicate();
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
      return file;
    } catch (IOException e) {
      throw new DriverException("cannot write a file for debuggers: " + e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      files.clear();
      if (directory != null) {
        Files.deleteIfExists(directory);
        directory = null;
      }
    } catch (IOException e) {
      log.warn("files for debuggers stay behind: {}", e.getMessage());
    }
  }
}
