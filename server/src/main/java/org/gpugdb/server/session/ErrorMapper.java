package org.gpugdb.server.session;

import java.util.Map;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.command.MalformedPacketException;
import org.gpugdb.protocol.reply.StatusReply.Failure;

/** Turns failures into error replies; nothing else makes them. Numbers are Linux's. */
final class ErrorMapper {
  private static final int EPERM = 1;
  private static final int ESRCH = 3;
  private static final int EIO = 5;
  private static final int EACCES = 13;
  private static final int EFAULT = 14;
  private static final int EBUSY = 16;
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int ETIMEDOUT = 110;

  /** GDB reads 1 as "no resources left", when it asked for a watchpoint. */
  private static final Map<Class<? extends BackendException>, Integer> NUMBERS =
      Map.of(
          BackendException.NoSuchThread.class, ESRCH,
          BackendException.NoSuchSpace.class, ESRCH,
          BackendException.ThreadNotStopped.class, EBUSY,
          BackendException.MemoryFault.class, EFAULT,
          BackendException.InvalidArgument.class, EINVAL,
          BackendException.OutOfResources.class, EPERM,
          BackendException.NotPermitted.class, EACCES,
          BackendException.Timeout.class, ETIMEDOUT,
          BackendException.DeviceLost.class, ENODEV);

  private ErrorMapper() {}

  static Failure failure(BackendException e) {
    int number =
        e instanceof BackendException.NativeFailure failure && failure.errno() <= 0xff
            ? failure.errno()
            : NUMBERS.getOrDefault(e.getClass(), EIO);
    return new Failure(number, message(e));
  }

  /** The packet is known, its arguments make no sense. */
  static Failure malformed(MalformedPacketException e) {
    return new Failure(EINVAL, message(e));
  }

  /** The packet arrived intact, but is longer than was agreed. */
  static Failure unusable() {
    return new Failure(EINVAL, "packet too long");
  }

  /** The device's program shows nothing to debug. */
  static Failure notStarted() {
    return new Failure(EIO, "the program does not start; the server's log says more");
  }

  /** The server itself failed. */
  static Failure internal() {
    return new Failure(EIO, "internal error of the server; its log says more");
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
