package org.gpugdb.protocol.command;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.RspLimits;

/** Arguments of packets about the session and its processes. */
final class SessionSyntax {
  private static final Bytes READ = Bytes.ascii("read:");

  private SessionSyntax() {}

  /** {@code feature[;feature]…} */
  static Command negotiate(Cursor in) {
    List<String> features = new ArrayList<>();
    do {
      String feature = in.before(';').decodeUtf8();
      if (!feature.isEmpty()) {
        features.add(feature);
      }
    } while (in.take(';'));
    return new SessionCommand.NegotiateFeatures(features);
  }

  /** {@code object:read:annex:offset,length}; the annex may hold colons */
  static Command readObject(Cursor in) throws MalformedPacketException {
    String object = in.before(':').decodeUtf8();
    in.expect(':');
    if (!in.take(READ)) {
      in.rest();
      return new UnknownCommand(in.packet());
    }
    String annex = in.beforeLast(':').decodeUtf8();
    in.expect(':');
    long offset = in.number();
    in.expect(',');
    int length = in.clampedNumber(RspLimits.MAX_PAYLOAD);
    return new SessionCommand.ReadObject(object, annex, offset, length);
  }

  /** {@code [program][;argument]…}, each in hex */
  static Command run(Cursor in) throws MalformedPacketException {
    String program = in.hexText(';');
    List<String> arguments = new ArrayList<>();
    while (in.take(';')) {
      arguments.add(in.hexText(';'));
    }
    return new ProcessCommand.Run(program, arguments);
  }

  /** {@code XX}, a byte without meaning */
  static Command restart(Cursor in) throws MalformedPacketException {
    in.number();
    return new ProcessCommand.Restart();
  }
}
