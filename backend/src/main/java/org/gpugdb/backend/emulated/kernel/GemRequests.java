package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.BufferObject;
import org.gpugdb.backend.emulated.gpu.VideoMemory;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.GemCloseLayout;
import org.gpugdb.backend.uapi.GemCreateLayout;
import org.gpugdb.backend.uapi.GemCreateLayout.GemCreate;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout.GemMmapOffset;

/** The requests that make, map and close buffer objects. */
final class GemRequests {
  private static final int FLAGS =
      GemCreateLayout.FLAG_DEFER_BACKING
          | GemCreateLayout.FLAG_SCANOUT
          | GemCreateLayout.FLAG_NEEDS_VISIBLE_VRAM;
  private static final int REGIONS = 1 << MemoryRegions.SYSTEM | 1 << MemoryRegions.LOCAL;

  /** Above any offset that could be mistaken for a size. */
  private static final long FIRST_MMAP_OFFSET = 1L << 32;

  private final VideoMemory memory;
  private long nextMmapOffset = FIRST_MMAP_OFFSET;

  GemRequests(VideoMemory memory) {
    this.memory = memory;
  }

  int create(DrmCall call) throws ErrnoException {
    GemCreate args = GemCreateLayout.decode(call.argument());
    require(args.extensions() == 0 && (args.flags() & ~FLAGS) == 0, Errno.EINVAL);
    require(args.placement() != 0 && (args.placement() & ~REGIONS) == 0, Errno.EINVAL);
    require(args.size() > 0 && args.size() % ProcessMemory.PAGE_SIZE == 0, Errno.EINVAL);
    require(args.handle() == 0, Errno.EINVAL);
    checkCaching(args);
    require(args.size() <= MemoryRegions.BYTES, Errno.ENOMEM);
    Optional<Vm> onlyIn =
        args.vmId() == 0
            ? Optional.empty()
            : Optional.of(call.file().vms().get(args.vmId(), Errno.ENOENT));
    GemObject object =
        new GemObject(BufferObject.create(args.size(), memory), onlyIn, nextMmapOffset);
    nextMmapOffset += args.size();
    call.argument().putInt(GemCreateLayout.HANDLE_OFFSET, call.file().objects().add(object));
    return 0;
  }

  /** Local memory cannot be cached by the CPU. */
  private static void checkCaching(GemCreate args) throws ErrnoException {
    boolean local = (args.placement() & 1 << MemoryRegions.LOCAL) != 0;
    boolean cached = args.cpuCaching() == GemCreateLayout.CACHING_WB;
    require(cached || args.cpuCaching() == GemCreateLayout.CACHING_WC, Errno.EINVAL);
    require(!(local && cached), Errno.EINVAL);
  }

  int mmapOffset(DrmCall call) throws ErrnoException {
    GemMmapOffset args = GemMmapOffsetLayout.decode(call.argument());
    require(args.extensions() == 0 && args.flags() == 0, Errno.EINVAL);
    GemObject object = call.file().objects().get(args.handle(), Errno.ENOENT);
    call.argument().putLong(GemMmapOffsetLayout.OFFSET_OFFSET, object.mmapOffset());
    return 0;
  }

  int close(DrmCall call) throws ErrnoException {
    int handle = GemCloseLayout.decode(call.argument()).handle();
    call.file().objects().remove(handle, Errno.EINVAL).closeHandle();
    return 0;
  }
}
