package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.gpugdb.backend.emulated.gpu.ExecContext;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout;
import org.gpugdb.backend.uapi.ExecQueueCreateLayout.ExecQueueCreate;
import org.gpugdb.backend.uapi.ExecQueueDestroyLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout;
import org.gpugdb.backend.uapi.SetPropertyExtensionLayout.SetPropertyExtension;

/** The requests that make and destroy queues. */
final class QueueRequests {
  /** XE_HW_ENGINE_MAX_INSTANCE. */
  private static final int MAX_PLACEMENTS = 9;

  private static final int MAX_PRIORITY = 2;
  private static final int MAX_PRIORITY_OF_USERS = 1;

  private final EmulatedKernel kernel;
  private long handles;

  QueueRequests(EmulatedKernel kernel) {
    this.kernel = kernel;
  }

  int create(DrmCall call) throws ErrnoException {
    ExecQueueCreate args = ExecQueueCreateLayout.decode(call.argument());
    require(args.flags() == 0 && args.width() == 1, Errno.EINVAL);
    require(args.numPlacements() > 0 && args.numPlacements() <= MAX_PLACEMENTS, Errno.EINVAL);
    EngineClassInstance engine = placement(args, call.caller().memory());
    boolean binds = engine.engineClass() == EngineClassInstanceLayout.VM_BIND;
    Optional<Vm> vm =
        binds ? Optional.empty() : Optional.of(call.file().vms().get(args.vmId(), Errno.ENOENT));
    boolean debuggable = properties(args.extensions(), call, engine, vm);
    ExecQueue queue = create(call.file(), vm, engine.engineClass(), debuggable);
    int id = call.file().queues().add(queue);
    call.argument().putInt(ExecQueueCreateLayout.EXEC_QUEUE_ID_OFFSET, id);
    call.file().tellDebugger(session -> session.queueCreated(queue));
    return 0;
  }

  /**
   * Placements must exist and be of one class; with one engine in each class they are all equal.
   */
  private static EngineClassInstance placement(ExecQueueCreate args, ProcessMemory memory)
      throws ErrnoException {
    int size = EngineClassInstanceLayout.SIZE;
    ByteBuffer instances = memory.copyIn(args.instances(), args.numPlacements() * size);
    EngineClassInstance first = EngineClassInstanceLayout.decode(instances);
    require(Engines.exists(first), Errno.EINVAL);
    for (int i = 1; i < args.numPlacements(); i++) {
      EngineClassInstance other = EngineClassInstanceLayout.decode(instances.slice(i * size, size));
      require(other.equals(first), Errno.EINVAL);
    }
    return first;
  }

  /** Whether the queue is to be debuggable. */
  private boolean properties(
      long extensions, DrmCall call, EngineClassInstance engine, Optional<Vm> vm)
      throws ErrnoException {
    boolean[] debuggable = {false};
    ProcessMemory memory = call.caller().memory();
    UserExtensions.walk(
        memory,
        extensions,
        (name, address) -> {
          require(name == SetPropertyExtensionLayout.NAME, Errno.EINVAL);
          SetPropertyExtension extension =
              SetPropertyExtensionLayout.decode(
                  memory.copyIn(address, SetPropertyExtensionLayout.SIZE));
          if (isEudebug(extension.property())) {
            checkEudebug(extension.value(), engine, vm);
            debuggable[0] = true;
          } else {
            checkScheduling(extension, call.caller());
          }
        });
    return debuggable[0];
  }

  private boolean isEudebug(int property) {
    OptionalInt known = kernel.dialect().execQueueProperty();
    return known.isPresent() && known.getAsInt() == property;
  }

  private void checkEudebug(long value, EngineClassInstance engine, Optional<Vm> vm)
      throws ErrnoException {
    int engineClass = engine.engineClass();
    require(
        engineClass == EngineClassInstanceLayout.RENDER
            || engineClass == EngineClassInstanceLayout.COMPUTE,
        Errno.EINVAL);
    require(value == SetPropertyExtensionLayout.EUDEBUG_ENABLE, Errno.EINVAL);
    require(vm.isPresent() && vm.get().longRunning(), Errno.EINVAL);
    require(kernel.eudebug().enabled(), Errno.EPERM);
  }

  /** The device serves queues in turn: these have no effect. */
  private static void checkScheduling(SetPropertyExtension extension, EmulatedProcess caller)
      throws ErrnoException {
    switch (extension.property()) {
      case SetPropertyExtensionLayout.PRIORITY -> {
        require(Long.compareUnsigned(extension.value(), MAX_PRIORITY) <= 0, Errno.EINVAL);
        require(caller.isRoot() || extension.value() <= MAX_PRIORITY_OF_USERS, Errno.EPERM);
      }
      case SetPropertyExtensionLayout.TIMESLICE -> require(extension.value() != 0, Errno.EINVAL);
      default -> throw new ErrnoException(Errno.EINVAL);
    }
  }

  private ExecQueue create(DrmFile client, Optional<Vm> vm, int engineClass, boolean debuggable) {
    handles++;
    boolean executes = engineClass == EngineClassInstanceLayout.COMPUTE;
    Optional<ExecContext> context =
        vm.filter(v -> executes)
            .map(v -> kernel.device().createContext(v.space(), handles, debuggable));
    ExecQueue queue = new ExecQueue(client, vm, engineClass, debuggable, context);
    vm.ifPresent(Vm::queueCreated);
    kernel.register(queue);
    return queue;
  }

  int destroy(DrmCall call) throws ErrnoException {
    int id = ExecQueueDestroyLayout.decode(call.argument()).execQueueId();
    ExecQueue queue = call.file().queues().remove(id, Errno.ENOENT);
    call.file().tellDebugger(session -> session.queueDestroyed(queue));
    kernel.destroy(queue);
    return 0;
  }
}
