package org.gpugdb.backend.eudebug;

import java.util.Optional;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of a session, in order of delivery. Confined to the kernel-event thread. */
final class EventStream implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final int FIRST_CAPACITY = 8192;
  private static final int MAX_CAPACITY = 1 << 24;

  private final KernelInterface kernel;
  private final Session session;
  private final EventCodec codec;
  private UserBlock buffer;

  EventStream(KernelInterface kernel, Session session, EventCodec codec) {
    this.kernel = kernel;
    this.session = session;
    this.codec = codec;
    this.buffer = kernel.allocate(FIRST_CAPACITY);
  }

  /** The session is over: its client has ended, or the kernel has ended it. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final boolean withClient;

    private EndedException(String why, boolean withClient) {
      super(why);
      this.why = why;
      this.withClient = withClient;
    }

    EndedException(String why) {
      this(why, false);
    }

    /** A sentence. */
    String why() {
      return why;
    }

    /** Whether the client has ended, which is no failure. */
    boolean withClient() {
      return withClient;
    }
  }

  /**
   * The next event, if one comes within the time.
   *
   * <p>Also empty after an event that is of no known kind or malformed.
   */
  Optional<Event> next(int millis) throws EndedException {
    int ready = session.poll(millis);
    if (ready == 0 || ready == -Errno.EINTR) {
      return Optional.empty();
    }
    if (ready < 0) {
      throw new EndedException("polling the debug session: " + Errno.name(-ready));
    }
    return read();
  }

  /** Whether what the client has already is still being listed by events. */
  boolean isListing() {
    return session.isListing();
  }

  private Optional<Event> read() throws EndedException {
    int result = readEvent();
    while (result == -Errno.EMSGSIZE || result == -Errno.EINTR) {
      if (result == -Errno.EMSGSIZE) {
        grow(EventHeaderLayout.decode(buffer.bytes()).len());
      }
      result = readEvent();
    }
    return switch (-result) {
      case 0 -> decode();
      case Errno.EAGAIN, Errno.ENOENT, Errno.ETIMEDOUT -> Optional.empty();
      case Errno.ENOTCONN -> throw ended();
      default -> throw new EndedException("reading an event: " + Errno.name(-result));
    };
  }

  private EndedException ended() {
    return session.hasEndedWithClient()
        ? new EndedException("the client has ended", true)
        : new EndedException("the kernel has ended the debug session");
  }

  /** The kernel overwrites the header with the event's, so every call begins with a new one. */
  private int readEvent() {
    EventHeaderLayout.encode(
        buffer.bytes(), new EventHeader(buffer.size(), EventHeaderLayout.TYPE_READ, 0, 0, 0));
    return session.request(DebugRequest.READ_EVENT, buffer);
  }

  private void grow(int needed) throws EndedException {
    if (needed <= buffer.size() || needed > MAX_CAPACITY) {
      throw new EndedException("the kernel offers an event of " + needed + " bytes");
    }
    buffer.close();
    buffer = kernel.allocate(needed);
  }

  private Optional<Event> decode() {
    try {
      Optional<Event> event = codec.decode(buffer.bytes());
      if (event.isEmpty()) {
        log.debug("event of unknown type {}", EventHeaderLayout.decode(buffer.bytes()).type());
      }
      return event;
    } catch (IllegalArgumentException malformed) {
      log.warn("malformed event: {}", malformed.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
