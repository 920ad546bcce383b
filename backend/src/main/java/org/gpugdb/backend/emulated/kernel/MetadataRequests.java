package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.MetadataCreateLayout;
import org.gpugdb.backend.uapi.MetadataCreateLayout.MetadataCreate;
import org.gpugdb.backend.uapi.MetadataDestroyLayout;
import org.gpugdb.backend.uapi.MetadataDestroyLayout.MetadataDestroy;
import org.gpugdb.backend.uapi.MetadataType;

/** The requests by which a client leaves debug data with the kernel. */
final class MetadataRequests {
  /** What the kernel is willing to keep in one piece. */
  private static final long MAX_BYTES = 256 << 20;

  int create(DrmCall call) throws ErrnoException {
    MetadataCreate args = MetadataCreateLayout.decode(call.argument());
    require(args.extensions() == 0, Errno.EINVAL);
    require(MetadataType.of(args.type()).isPresent(), Errno.EINVAL);
    require(args.userAddr() != 0 && args.len() != 0, Errno.EINVAL);
    require(args.len() > 0 && args.len() <= MAX_BYTES, Errno.ENOMEM);
    Metadata metadata =
        new Metadata(
            call.file(),
            args.type(),
            call.caller().memory().copyIn(args.userAddr(), (int) args.len()));
    int id = call.file().metadata().add(metadata);
    call.argument().putInt(MetadataCreateLayout.METADATA_ID_OFFSET, id);
    call.file().tellDebugger(session -> session.metadataCreated(metadata));
    return 0;
  }

  int destroy(DrmCall call) throws ErrnoException {
    MetadataDestroy args = MetadataDestroyLayout.decode(call.argument());
    require(args.extensions() == 0, Errno.EINVAL);
    Metadata metadata = call.file().metadata().remove(args.metadataId(), Errno.ENOENT);
    call.file().tellDebugger(session -> session.metadataDestroyed(metadata));
    return 0;
  }
}
