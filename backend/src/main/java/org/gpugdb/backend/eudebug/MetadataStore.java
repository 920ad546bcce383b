package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients have registered as metadata, by handle. Confined to the kernel-event thread. */
final class MetadataStore {
  private static final Logger log = LoggerFactory.getLogger(MetadataStore.class);

  /** No ELF file of a kernel is near this size; a length beyond it is taken for damage. */
  private static final long MAX_LENGTH = 1L << 30;

  private final Session session;
  private final Map<Long, Metadata> metadata = new HashMap<>();

  /**
   * One piece of metadata.
   *
   * @param content read-only, little-endian
   */
  record Metadata(MetadataType type, ByteBuffer content) {}

  MetadataStore(Session session) {
    this.session = session;
  }

  /**
   * Copies what was registered.
   *
   * @return false if the kernel is busy
   */
  boolean load(Event.Metadata event) {
    Optional<MetadataType> type = MetadataType.of(event.type());
    if (type.isEmpty() || event.length() < 0 || event.length() > MAX_LENGTH) {
      log.debug("ignoring metadata of type {}, {} bytes", event.type(), event.length());
      return true;
    }
    ByteBuffer content = ByteBuffer.allocate((int) event.length()).order(ByteOrder.LITTLE_ENDIAN);
    int result = session.readMetadata(event.clientHandle(), event.metadataHandle(), content);
    if (result == -Errno.EBUSY) {
      return false;
    }
    if (result < 0) {
      log.debug("metadata {}: {}", event.metadataHandle(), Errno.name(-result));
      return true;
    }
    ByteBuffer readOnly = content.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    metadata.put(event.metadataHandle(), new Metadata(type.get(), readOnly));
    return true;
  }

  void forget(long handle) {
    metadata.remove(handle);
  }

  /** Empty for a handle that is not, or no longer, known. */
  Optional<Metadata> find(long handle) {
    return Optional.ofNullable(metadata.get(handle));
  }
}
