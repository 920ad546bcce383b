package org.gpugdb.protocol.command;

import org.gpugdb.protocol.wire.RspLimits;

/** Arguments of {@code vFile} packets; paths are in hex. */
final class FileSyntax {
  private FileSyntax() {}

  /** {@code pid} */
  static Command selectFileSystem(Cursor in) throws MalformedPacketException {
    return new FileCommand.SelectFileSystem(in.number());
  }

  /** {@code path,flags,mode} */
  static Command open(Cursor in) throws MalformedPacketException {
    String path = in.hexText(',');
    in.expect(',');
    int flags = in.number(Integer.MAX_VALUE);
    in.expect(',');
    return new FileCommand.OpenFile(path, flags, in.number(Integer.MAX_VALUE));
  }

  /** {@code fd,count,offset} */
  static Command read(Cursor in) throws MalformedPacketException {
    int descriptor = descriptor(in);
    in.expect(',');
    int length = in.clampedNumber(RspLimits.MAX_PAYLOAD);
    in.expect(',');
    return new FileCommand.ReadFile(descriptor, length, in.number());
  }

  /** {@code path} */
  static Command describe(Cursor in) throws MalformedPacketException {
    return new FileCommand.DescribePath(in.hexText(','), true);
  }

  /** {@code path} */
  static Command describeLink(Cursor in) throws MalformedPacketException {
    return new FileCommand.DescribePath(in.hexText(','), false);
  }

  /** {@code path} */
  static Command readLink(Cursor in) throws MalformedPacketException {
    return new FileCommand.ReadLink(in.hexText(','));
  }

  /** {@code fd} */
  static int descriptor(Cursor in) throws MalformedPacketException {
    return in.number(Integer.MAX_VALUE);
  }
}
