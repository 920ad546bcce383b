package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout.DebugDataExtension;
import org.gpugdb.backend.uapi.DebugDataOps;
import org.gpugdb.backend.uapi.PseudoPath;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/**
 * ADD_DEBUG_DATA or REMOVE_DEBUG_DATA: says what a range is to debuggers, whether or not anything
 * is mapped there.
 *
 * <p>Published is what the operation carries. Inferred is that it carries nothing else, and that
 * only what was added for the same range can be removed.
 *
 * @param adds whether it adds rather than removes
 */
record DebugDataOp(DebugData data, boolean adds) implements BindOp {
  static DebugDataOp check(VmBindOp args, Vm vm, DrmCall call, DebugDataOps ops)
      throws ErrnoException {
    require(args.obj() == 0 && args.objOffset() == 0, Errno.EINVAL);
    require(args.addr() == 0 && args.range() == 0 && args.flags() == 0, Errno.EINVAL);
    DebugData data = extension(args, call, ops.extension());
    check(data);
    boolean adds = args.op() == ops.add();
    require(
        adds || vm.debugData().stream().anyMatch(known -> isOfRange(known, data)), Errno.ENOENT);
    return new DebugDataOp(data, adds);
  }

  /** The only one. */
  private static DebugData extension(VmBindOp args, DrmCall call, DebugDataExtensionLayout layout)
      throws ErrnoException {
    ProcessMemory memory = call.caller().memory();
    List<DebugDataExtension> found = new ArrayList<>();
    UserExtensions.walk(
        memory,
        args.extensions(),
        (name, address) -> {
          require(name == DebugDataExtensionLayout.NAME, Errno.EINVAL);
          found.add(layout.decode(memory.copyIn(address, layout.size())));
        });
    require(found.size() == 1, Errno.EINVAL);
    return found.get(0).data();
  }

  private static void check(DebugData data) throws ErrnoException {
    require((data.flags() & ~DebugData.PSEUDO) == 0 && data.range() != 0, Errno.EINVAL);
    if (data.isPseudo()) {
      require(PseudoPath.of(data.pseudoPath()).isPresent() && data.offset() == 0, Errno.EINVAL);
    } else {
      require(!data.path().isEmpty(), Errno.EINVAL);
      require(data.path().length() < DebugData.PATH_BYTES, Errno.EINVAL); // no NUL at its end
    }
  }

  private static boolean isOfRange(DebugData one, DebugData other) {
    return one.addr() == other.addr() && one.range() == other.range();
  }

  @Override
  public void apply(Vm vm, ProcessPages pages) {
    if (adds) {
      vm.debugData().add(data);
    } else {
      vm.debugData().removeIf(known -> isOfRange(known, data));
    }
  }
}
