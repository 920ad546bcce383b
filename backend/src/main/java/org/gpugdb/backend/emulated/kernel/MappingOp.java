package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.AddressSpace;
import org.gpugdb.backend.emulated.kernel.Vm.Attachment;
import org.gpugdb.backend.emulated.kernel.Vm.Mapping;
import org.gpugdb.backend.emulated.kernel.Vm.UserRange;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout.AttachDebugExtension;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.VmBindOpLayout;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/**
 * An operation that changes what is mapped.
 *
 * @param object the buffer object it names
 */
record MappingOp(VmBindOp args, Optional<GemObject> object, List<Attachment> attachments)
    implements BindOp {
  private static final int FLAGS =
      VmBindOpLayout.FLAG_READONLY
          | VmBindOpLayout.FLAG_IMMEDIATE
          | VmBindOpLayout.FLAG_NULL
          | VmBindOpLayout.FLAG_DUMPABLE;

  static MappingOp check(VmBindOp args, Vm vm, DrmCall call, Dialect dialect)
      throws ErrnoException {
    checkShape(args);
    require((args.flags() & VmBindOpLayout.FLAG_NULL) == 0, Errno.EOPNOTSUPP);
    Optional<GemObject> object = lookUp(args, vm, call.file());
    if (args.op() == VmBindOpLayout.OP_MAP_USERPTR) {
      ProcessPages pages = call.caller().memory().pages();
      boolean writes = (args.flags() & VmBindOpLayout.FLAG_READONLY) == 0;
      require(pages.isAccessible(args.objOffset(), args.range(), writes), Errno.EFAULT);
    }
    require(args.extensions() == 0 || dialect.has(DebugRequest.METADATA_CREATE), Errno.EINVAL);
    return new MappingOp(args, object, attachments(args, call));
  }

  private static void checkShape(VmBindOp args) throws ErrnoException {
    int op = args.op();
    boolean known = op >= VmBindOpLayout.OP_MAP && op <= VmBindOpLayout.OP_PREFETCH;
    require(known && (args.flags() & ~FLAGS) == 0, Errno.EINVAL);
    boolean namesObject = op == VmBindOpLayout.OP_MAP || op == VmBindOpLayout.OP_UNMAP_ALL;
    boolean isNull = (args.flags() & VmBindOpLayout.FLAG_NULL) != 0;
    require(isNull || namesObject == (args.obj() != 0), Errno.EINVAL);
    if (op == VmBindOpLayout.OP_UNMAP_ALL) {
      require(args.addr() == 0 && args.range() == 0, Errno.EINVAL);
    } else {
      checkRange(args);
    }
  }

  private static void checkRange(VmBindOp args) throws ErrnoException {
    boolean aligned =
        (args.addr() | args.range() | args.objOffset()) % ProcessMemory.PAGE_SIZE == 0;
    boolean within =
        args.addr() >= 0 && args.range() > 0 && args.range() <= AddressSpace.END - args.addr();
    require(aligned && within, Errno.EINVAL);
  }

  private static Optional<GemObject> lookUp(VmBindOp args, Vm vm, DrmFile file)
      throws ErrnoException {
    if (args.obj() == 0) {
      return Optional.empty();
    }
    GemObject object = file.objects().get(args.obj(), Errno.ENOENT);
    boolean within = args.objOffset() >= 0 && args.objOffset() <= object.size() - args.range();
    require(within && object.mayBeBoundIn(vm), Errno.EINVAL);
    return Optional.of(object);
  }

  private static List<Attachment> attachments(VmBindOp args, DrmCall call) throws ErrnoException {
    List<Attachment> attachments = new ArrayList<>();
    UserExtensions.walk(
        call.caller().memory(),
        args.extensions(),
        (name, address) -> {
          require(name == AttachDebugExtensionLayout.NAME && maps(args), Errno.EINVAL);
          AttachDebugExtension extension =
              AttachDebugExtensionLayout.decode(
                  call.caller().memory().copyIn(address, AttachDebugExtensionLayout.SIZE));
          require(extension.flags() == 0, Errno.EINVAL);
          int id = (int) Math.min(extension.metadataId(), Integer.MAX_VALUE);
          Metadata metadata = call.file().metadata().get(id, Errno.ENOENT);
          attachments.add(new Attachment(metadata, extension.cookie()));
        });
    return attachments;
  }

  private static boolean maps(VmBindOp args) {
    return args.op() == VmBindOpLayout.OP_MAP || args.op() == VmBindOpLayout.OP_MAP_USERPTR;
  }

  /** Whether it adds a mapping. */
  boolean maps() {
    return maps(args);
  }

  /** Whether a debugger hears of it. */
  boolean reportable() {
    return args.op() != VmBindOpLayout.OP_PREFETCH;
  }

  @Override
  public void apply(Vm vm, ProcessPages pages) {
    boolean writable = (args.flags() & VmBindOpLayout.FLAG_READONLY) == 0;
    AddressSpace space = vm.space();
    switch (args.op()) {
      case VmBindOpLayout.OP_MAP -> {
        space.map(
            args.addr(), args.range(), object.orElseThrow().buffer(), args.objOffset(), writable);
        vm.mapped(new Mapping(args.addr(), args.range(), object, Optional.empty(), attachments));
      }
      case VmBindOpLayout.OP_MAP_USERPTR -> {
        space.mapUser(args.addr(), args.range(), pages, args.objOffset(), writable);
        UserRange user = new UserRange(pages, args.objOffset(), args.range());
        vm.mapped(new Mapping(args.addr(), args.range(), object, Optional.of(user), attachments));
      }
      case VmBindOpLayout.OP_UNMAP -> unmap(vm, args.addr(), args.range());
      case VmBindOpLayout.OP_UNMAP_ALL ->
          vm.mappings().stream()
              .filter(mapping -> mapping.object().equals(object))
              .forEach(mapping -> unmap(vm, mapping.address(), mapping.range()));
      default -> {} // PREFETCH: everything is where it should be
    }
  }

  private static void unmap(Vm vm, long address, long range) {
    vm.space().unmap(address, range);
    vm.unmapped(address, range);
  }
}
