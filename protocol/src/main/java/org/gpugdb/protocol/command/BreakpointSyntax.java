package org.gpugdb.protocol.command;

import java.util.ArrayList;
import java.util.List;
import org.gpugdb.protocol.command.BreakpointCommand.InsertBreakpoint;
import org.gpugdb.protocol.command.BreakpointCommand.RemoveBreakpoint;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.RspLimits;

/** Arguments of packets about breakpoints and watchpoints. */
final class BreakpointSyntax {
  private static final Bytes COMMANDS = Bytes.ascii("cmds:");
  private static final String REQUESTS = "breakpoint_requests";
  private static final List<BreakpointType> TYPES = List.of(BreakpointType.values());

  private BreakpointSyntax() {}

  /** {@code type,addr,kind[;X<len>,<expr>…][;cmds:<persist>,X<len>,<expr>…]} */
  static Command insert(Cursor in) throws MalformedPacketException {
    if (!knowsType(in)) {
      return otherType(in);
    }
    BreakpointType type = type(in);
    long address = address(in);
    int kind = kind(in);
    boolean more = in.take(';');
    List<Bytes> conditions = more ? expressions(in) : List.of();
    if (!(more && in.take(COMMANDS))) {
      return new InsertBreakpoint(type, address, kind, conditions, List.of(), false);
    }
    boolean keep = in.flag();
    in.expect(',');
    return new InsertBreakpoint(type, address, kind, conditions, expressions(in), keep);
  }

  /** {@code type,addr,kind} */
  static Command remove(Cursor in) throws MalformedPacketException {
    return knowsType(in) ? new RemoveBreakpoint(type(in), address(in), kind(in)) : otherType(in);
  }

  /** {@code {"breakpoint_requests":["Z0,addr,kind",…]}}, escaped */
  static Command change(Cursor in) throws MalformedPacketException {
    List<BreakpointCommand> changes = new ArrayList<>();
    if (!(JsonArguments.read(in).get(REQUESTS) instanceof List<?> requests)) {
      throw in.malformed("a list named " + REQUESTS);
    }
    for (Object request : requests) {
      if (request instanceof String packet
          && CommandParser.parse(Bytes.utf8(packet)) instanceof BreakpointCommand change
          && !(change instanceof BreakpointCommand.ChangeBreakpoints)) {
        changes.add(change);
      } else {
        throw in.malformed("breakpoint packets, not " + request);
      }
    }
    return new BreakpointCommand.ChangeBreakpoints(changes);
  }

  /** {@code [:]} */
  static Command count(Cursor in) {
    in.take(':');
    return new BreakpointCommand.CountWatchpoints();
  }

  private static boolean knowsType(Cursor in) {
    return in.peek() >= '0' && in.peek() < '0' + TYPES.size();
  }

  /** A type that the protocol may define later is not malformed but not supported. */
  private static Command otherType(Cursor in) {
    in.rest();
    return new UnknownCommand(in.packet());
  }

  private static BreakpointType type(Cursor in) throws MalformedPacketException {
    return TYPES.get(in.number(TYPES.size() - 1));
  }

  private static long address(Cursor in) throws MalformedPacketException {
    in.expect(',');
    return in.number();
  }

  private static int kind(Cursor in) throws MalformedPacketException {
    in.expect(',');
    return in.number(Integer.MAX_VALUE);
  }

  /** {@code X<len>,<expr>…}, which GDB does not separate; a {@code ;} in between is allowed. */
  private static List<Bytes> expressions(Cursor in) throws MalformedPacketException {
    List<Bytes> expressions = new ArrayList<>();
    while (in.take('X')) {
      int length = in.number(RspLimits.MAX_HEX_DATA);
      in.expect(',');
      expressions.add(in.hex(length));
      in.take(';');
    }
    return expressions;
  }
}
