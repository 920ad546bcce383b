package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients have registered as metadata. A handle can be used again for something else, and a
 * bind can be applied later than that: so what a handle means is asked for a place in the session's
 * time. Confined to the kernel-event thread.
 */
final class MetadataStore {
  private static final Logger log = LoggerFactory.getLogger(MetadataStore.class);

  /** No ELF file of a kernel is near this size; a length beyond it is taken for damage. */
  private static final long MAX_LENGTH = 1L << 28;

  private final Session session;

  /** By handle, then by the seqno of its creation. */
  private final Map<Long, TreeMap<Long, Metadata>> metadata = new HashMap<>();

  /**
   * One piece of metadata.
   *
   * @param id seqno of its creation: unlike a handle, it is never used again
   * @param content read-only, little-endian
   */
  record Metadata(long id, MetadataType type, ByteBuffer content) {}

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
    metadata
        .computeIfAbsent(event.metadataHandle(), handle -> new TreeMap<>())
        .put(event.seqno(), new Metadata(event.seqno(), type.get(), readOnly));
    return true;
  }

  /**
   * The client has taken something back. As long as an earlier bind may ask for it, it stays, until
   * the handle is given back again.
   *
   * @param firstPending seqno of the first bind that has not been applied
   */
  void forget(Event.Metadata event, OptionalLong firstPending) {
    TreeMap<Long, Metadata> versions = metadata.get(event.metadataHandle());
    boolean needed = firstPending.isPresent() && firstPending.getAsLong() < event.seqno();
    if (versions == null || needed) {
      return;
    }
    versions.headMap(event.seqno()).clear();
    if (versions.isEmpty()) {
      metadata.remove(event.metadataHandle());
    }
  }

  /** What a handle meant; empty for one that was not known then, or is no longer. */
  Optional<Metadata> find(long handle, long seqno) {
    TreeMap<Long, Metadata> versions = metadata.get(handle);
    return versions == null || versions.floorEntry(seqno) == null
        ? Optional.empty()
        : Optional.of(versions.floorEntry(seqno).getValue());
  }
}
