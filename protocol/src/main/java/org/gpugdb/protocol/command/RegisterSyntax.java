package org.gpugdb.protocol.command;

import org.gpugdb.protocol.wire.Bytes;

/** Arguments of packets about registers; each may end with LLDB's {@code ;thread:TID;}. */
final class RegisterSyntax {
  private static final Bytes THREAD = Bytes.ascii(";thread:");

  private RegisterSyntax() {}

  static Command readAll(Cursor in) throws MalformedPacketException {
    return new RegisterCommand.ReadRegisters(thread(in));
  }

  /** {@code XX…} */
  static Command writeAll(Cursor in) throws MalformedPacketException {
    Bytes values = in.hex(';');
    return new RegisterCommand.WriteRegisters(values, thread(in));
  }

  /** {@code n} */
  static Command read(Cursor in) throws MalformedPacketException {
    int number = number(in);
    return new RegisterCommand.ReadRegister(number, thread(in));
  }

  /** {@code n=XX…} */
  static Command write(Cursor in) throws MalformedPacketException {
    int number = number(in);
    in.expect('=');
    Bytes value = in.hex(';');
    return new RegisterCommand.WriteRegister(number, value, thread(in));
  }

  static Command save(Cursor in) throws MalformedPacketException {
    return new RegisterCommand.SaveRegisters(thread(in));
  }

  /** {@code n}, decimal unlike all others */
  static Command restore(Cursor in) throws MalformedPacketException {
    int saved = in.decimal();
    return new RegisterCommand.RestoreRegisters(saved, thread(in));
  }

  /** {@code n} */
  static Command describe(Cursor in) throws MalformedPacketException {
    return new RegisterCommand.DescribeRegister(number(in));
  }

  private static int number(Cursor in) throws MalformedPacketException {
    return in.number(Integer.MAX_VALUE);
  }

  private static ThreadSelector thread(Cursor in) throws MalformedPacketException {
    if (in.atEnd()) {
      return ThreadSelector.ANY_THREAD;
    }
    if (!in.take(THREAD)) {
      throw in.malformed("the end or ;thread:");
    }
    ThreadSelector thread = ThreadSelector.parse(in);
    in.take(';');
    return thread;
  }
}
