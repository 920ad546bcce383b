package org.gpugdb.backend.eudebug;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.gpugdb.backend.spi.BackendException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address space as its events tell it. Confined to the kernel-event thread. */
final class TrackedVm {
  private static final Logger log = LoggerFactory.getLogger(TrackedVm.class);

  final VmKey key;

  /** Seqno of its creation: its handle may have been another's before. */
  final long created;

  private final ResourceListener listener;
  private final IntSupplier numbers;
  private final ModuleAssembler assembler = new ModuleAssembler();
  private final Map<ModuleAssembler.Key, Integer> modules = new HashMap<>();

  /** Whether its memory has been opened, or cannot be. */
  boolean opened;

  /**
   * @param numbers gives every module one of its own
   */
  TrackedVm(VmKey key, long created, ResourceListener listener, IntSupplier numbers) {
    this.key = key;
    this.created = created;
    this.listener = listener;
    this.numbers = numbers;
  }

  /** Returns whether the mapping has made a module complete. */
  boolean map(Bind.Op op, Attachment attached, OptionalLong fence) {
    report(assembler.unmapped(op.address(), op.length()));
    listener.mapped(key, op.address(), op.length(), attached.use());
    Attachment.Segment segment = attached.module();
    if (segment == null) {
      return false;
    }
    OptionalLong lowest =
        assembler.mapped(segment.key(), segment.count(), op.address(), op.length());
    if (lowest.isEmpty()) {
      return false;
    }
    int module = numbers.getAsInt();
    modules.put(segment.key(), module);
    listener.moduleLoaded(key, module, lowest.getAsLong(), segment.elf(), fence);
    return true;
  }

  void unmap(long address, long length) {
    report(assembler.unmapped(address, length));
    listener.unmapped(key, address, length);
  }

  /** An object was unmapped wherever it was, and nobody says where: looks which code is gone. */
  void unmapWhatIsGone(VmFile file) {
    for (AddressMap.Range range : assembler.ranges()) {
      try {
        if (!file.isMapped(range.start())) {
          unmap(range.start(), range.length());
        }
      } catch (BackendException unreadable) {
        log.debug("whether code of {} is mapped: {}", key, unreadable.getMessage());
      }
    }
  }

  private void report(List<ModuleAssembler.Key> unloaded) {
    for (ModuleAssembler.Key gone : unloaded) {
      Integer module = modules.remove(gone);
      if (module != null) {
        listener.moduleUnloaded(key, module);
      }
    }
  }
}
