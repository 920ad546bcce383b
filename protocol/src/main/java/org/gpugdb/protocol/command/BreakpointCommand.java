package org.gpugdb.protocol.command;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/** Breakpoints and watchpoints. */
public sealed interface BreakpointCommand extends Command {
  /**
   * {@code Z}. Inserting what is there already has no effect beyond replacing its conditions and
   * commands.
   *
   * @param address unsigned
   * @param kind the size of the instruction or of the watched data, in bytes
   * @param conditions agent expressions: stop if one is true, or if there are none
   * @param commands agent expressions to run at a stop instead of reporting it
   * @param keepCommands whether the commands go on after the client is gone
   */
  record InsertBreakpoint(
      BreakpointType type,
      long address,
      int kind,
      List<Bytes> conditions,
      List<Bytes> commands,
      boolean keepCommands)
      implements BreakpointCommand {
    /** Copies the lists. */
    public InsertBreakpoint {
      conditions = List.copyOf(conditions);
      commands = List.copyOf(commands);
    }

    /** A breakpoint without conditions and commands. */
    public InsertBreakpoint(BreakpointType type, long address, int kind) {
      this(type, address, kind, List.of(), List.of(), false);
    }
  }

  /** {@code z}. Removing what is not there has no effect. */
  record RemoveBreakpoint(BreakpointType type, long address, int kind)
      implements BreakpointCommand {}

  /** {@code jMultiBreakpoint}: several of the above, in order, with one reply each. */
  record ChangeBreakpoints(List<BreakpointCommand> changes) implements BreakpointCommand {
    /** Copies the list. */
    public ChangeBreakpoints {
      changes = List.copyOf(changes);
    }
  }

  /** {@code qWatchpointSupportInfo}: how many watchpoints there may be. */
  record CountWatchpoints() implements BreakpointCommand {}
}
