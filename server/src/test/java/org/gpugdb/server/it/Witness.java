package org.gpugdb.server.it;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.server.net.NettyDeviceLoop;
import org.jspecify.annotations.Nullable;

/**
 * A second debugger in a process of its own. It stops nothing and plants nothing: what it reads is
 * what is there. The kernel lets it attach only when nobody else is attached.
 */
final class Witness implements AutoCloseable {
  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;

  private final NettyDeviceLoop loop;
  private final Device device;
  private final List<TargetEvent> events = new ArrayList<>(); // confined to the loop
  private @Nullable DebugTarget target;

  Witness(NettyDeviceLoop loop, Device device) {
    this.loop = loop;
    this.device = device;
  }

  private <T> T call(Callable<T> task) throws Exception {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return task.call();
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              },
              loop)
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Attaches to the host if nobody is attached. */
  boolean attach() throws Exception {
    Device.GpuClient host = new Device.GpuClient(Machine.HOST_PID, "host");
    try {
      target = call(() -> device.attach(host, events::add));
      return true;
    } catch (BackendException.OutOfResources taken) {
      return false;
    }
  }

  private DebugTarget target() {
    if (target == null) {
      throw new IllegalStateException("not attached");
    }
    return target;
  }

  /** Instructions that each resident thread has executed, over all spaces. */
  Map<ThreadId, Long> retired() throws Exception {
    return call(
        () -> {
          Map<ThreadId, Long> all = new TreeMap<>();
          for (AddressSpaceId space : target().spaces()) {
            for (Resident resident : target().occupancy(space).resident()) {
              all.put(resident.thread(), resident.retiredInstructions());
            }
          }
          return all;
        });
  }

  /** Threads that are stopped, or were when it came. */
  List<TargetEvent> stops() throws Exception {
    return call(() -> events.stream().filter(e -> e instanceof TargetEvent.Stops).toList());
  }

  /** Code that is not what its file says, as text; how many bytes were compared is in front. */
  List<String> changedCode() throws Exception {
    return call(
        () -> {
          List<String> changed = new ArrayList<>();
          long compared = 0;
          for (AddressSpaceId space : target().spaces()) {
            for (LoadedModule module : target().modules(space)) {
              compared += compare(module, changed);
            }
          }
          if (compared == 0) {
            throw new AssertionError("there is no code");
          }
          return changed;
        });
  }

  private long compare(LoadedModule module, List<String> changed) throws Exception {
    long compared = 0;
    for (ElfImage.Segment segment : ElfImage.read(module.elf()).segments()) {
      if (segment.type() == PT_LOAD && (segment.flags() & PF_X) != 0) {
        int size = (int) segment.fileSize();
        ByteBuffer there = ByteBuffer.allocate(size);
        target().memory(Context.of(module.space())).read(segment.address(), there);
        for (int i = 0; i < size; i++) {
          if (there.get(i) != module.elf().get((int) segment.offset() + i)) {
            changed.add(module.name() + " at 0x" + Long.toHexString(segment.address() + i));
          }
        }
        compared += size;
      }
    }
    return compared;
  }

  @Override
  public void close() {
    CompletableFuture.runAsync(device::close, loop).join();
    loop.close();
  }
}
