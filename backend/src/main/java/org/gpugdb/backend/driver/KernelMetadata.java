package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout;
import org.gpugdb.backend.uapi.AttachDebugExtensionLayout.AttachDebugExtension;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.MetadataCreateLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout.MetadataCreate;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/** The kernel keeps a copy of the debug data, and the mapping carries its id. */
final class KernelMetadata implements DebugInformation {
  /** The allocations that a module's code lies in: the one that is bound. */
  private static final int ALLOCATIONS = 1;

  private final Dialect dialect;
  private final VmBinder binder;
  private final DeviceFile device;

  KernelMetadata(Dialect dialect, VmBinder binder) {
    this.dialect = dialect;
    this.binder = binder;
    this.device = binder.device();
  }

  @Override
  public void bindArea(VmBindOp mapping, Area area) throws DriverException {
    bind(mapping, List.of(create(area.metadata, word(mapping.addr()))));
  }

  @Override
  public void bindModule(VmBindOp mapping, ByteBuffer elf) throws DriverException {
    ByteBuffer allocations = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bind(
        mapping,
        List.of(
            create(MetadataType.ELF_BINARY, elf),
            create(MetadataType.PROGRAM_MODULE, allocations.putInt(0, ALLOCATIONS))));
  }

  @Override
  public void bindUserMemory(VmBindOp mapping) throws DriverException {
    bind(mapping, List.of(create(MetadataType.USER_MEMORY, word(mapping.objOffset()))));
  }

  private static ByteBuffer word(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }

  private int create(MetadataType type, ByteBuffer data) throws DriverException {
    try (UserBlock payload = device.block(data);
        UserBlock block = device.block(MetadataCreateLayout.SIZE)) {
      MetadataCreateLayout.encode(
          block.bytes(),
          new MetadataCreate(0, type.number(), payload.address(), payload.size(), 0));
      device.call("METADATA_CREATE", dialect.code(DebugRequest.METADATA_CREATE), block);
      return MetadataCreateLayout.decode(block.bytes()).metadataId();
    }
  }

  private void bind(VmBindOp mapping, List<Integer> metadata) throws DriverException {
    int size = AttachDebugExtensionLayout.SIZE;
    try (UserBlock chain = device.block(metadata.size() * size)) {
      for (int i = 0; i < metadata.size(); i++) {
        long next = i + 1 < metadata.size() ? chain.address() + (long) (i + 1) * size : 0;
        AttachDebugExtensionLayout.encode(
            chain.bytes().position(i * size),
            new AttachDebugExtension(next, AttachDebugExtensionLayout.NAME, metadata.get(i), 0, 1));
      }
      binder.bind(mapping.withExtensions(chain.address()));
    }
  }

  /** The kernel's copies go with the client. */
  @Override
  public void close() {}
}
