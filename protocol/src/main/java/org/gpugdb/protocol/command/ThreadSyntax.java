package org.gpugdb.protocol.command;

import org.gpugdb.protocol.command.ThreadCommand.Purpose;

/** Arguments of packets about threads. */
final class ThreadSyntax {
  private static final String THREAD = "thread";

  private ThreadSyntax() {}

  static Command selectForAccess(Cursor in) throws MalformedPacketException {
    return new ThreadCommand.SelectThread(Purpose.ACCESS, ThreadSelector.parse(in));
  }

  static Command selectForResume(Cursor in) throws MalformedPacketException {
    return new ThreadCommand.SelectThread(Purpose.RESUME, ThreadSelector.parse(in));
  }

  static Command queryAlive(Cursor in) throws MalformedPacketException {
    return new ThreadCommand.QueryAlive(ThreadSelector.parse(in));
  }

  static Command describe(Cursor in) throws MalformedPacketException {
    return new ThreadCommand.DescribeThread(ThreadSelector.parse(in));
  }

  static Command queryStop(Cursor in) throws MalformedPacketException {
    return new ThreadCommand.QueryThreadStop(ThreadSelector.parse(in));
  }

  /** {@code {"thread":1}}, decimal, escaped */
  static Command describeFully(Cursor in) throws MalformedPacketException {
    if (JsonArguments.read(in).get(THREAD) instanceof Long tid && tid > 0) {
      return new ThreadCommand.DescribeThreadFully(new ThreadSelector(ThreadSelector.ANY, tid));
    }
    throw in.malformed("a positive number named " + THREAD);
  }
}
