package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.PseudoPath;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/** Makes mappings of which a debugger is told what they are. */
interface DebugInformation extends AutoCloseable {
  /** The areas that a debugger has to find. */
  enum Area {
    STATE_SAVE(MetadataType.SIP_AREA, PseudoPath.SIP_AREA),
    DEBUG(MetadataType.MODULE_AREA, PseudoPath.MODULE_AREA);

    final MetadataType metadata;
    final PseudoPath pseudoPath;

    Area(MetadataType metadata, PseudoPath pseudoPath) {
      this.metadata = metadata;
      this.pseudoPath = pseudoPath;
    }
  }

  /**
   * The way of a dialect.
   *
   * @throws DriverException if the dialect's numbers are not known
   */
  static DebugInformation of(Dialect dialect, VmBinder binder) throws DriverException {
    if (dialect.has(DebugRequest.METADATA_CREATE)) {
      return new KernelMetadata(dialect, binder);
    }
    return new DebugDataFiles(
        dialect
            .debugDataOps()
            .orElseThrow(
                () ->
                    new DriverException(
                        "dialect "
                            + dialect.name()
                            + ": the numbers of the operations for debug data are not published")),
        binder);
  }

  void bindArea(VmBindOp mapping, Area area) throws DriverException;

  /**
   * Returns when a debugger, if there is one, lets the code run.
   *
   * @param elf the file that the mapped code comes from
   */
  void bindModule(VmBindOp mapping, ByteBuffer elf) throws DriverException;

  /** Maps pages of the process itself. */
  void bindUserMemory(VmBindOp mapping) throws DriverException;

  /** Takes away what lies outside of the kernel. */
  @Override
  void close();
}
