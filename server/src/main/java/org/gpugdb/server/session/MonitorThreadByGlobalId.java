package org.gpugdb.server.session;

import java.util.List;
import java.util.OptionalInt;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor thread gid X[,Y[,Z]]}: which hardware thread executes a work item. */
final class MonitorThreadByGlobalId implements MonitorCommand {
  private static final List<String> REGISTERS =
      List.of("global_id_x", "global_id_y", "global_id_z");

  private final SessionContext context;

  MonitorThreadByGlobalId(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "thread gid";
  }

  @Override
  public String parameters() {
    return "X[,Y[,Z]]";
  }

  @Override
  public String help() {
    return "the hardware thread that executes the work item with this global id";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    long[] wanted = coordinates(arguments);
    for (ThreadId thread : context.view().stoppedThreads().keySet()) {
      if (executes(thread, wanted)) {
        context.view().list(thread);
        String name = context.threads().name(thread);
        return out.print(
            name
                + " ("
                + thread
                + ") "
                + context.threads().text(thread)
                + "\n"
                + "Select it with: thread find "
                + name
                + "\n");
      }
    }
    return out.print("No stopped thread executes this work item.\n");
  }

  private boolean executes(ThreadId thread, long[] wanted) throws BackendException {
    for (int i = 0; i < wanted.length; i++) {
      OptionalInt register = context.registers().file().number(REGISTERS.get(i));
      if (register.isEmpty()) {
        throw new BackendException.InvalidArgument("the device does not tell global ids");
      }
      var access = context.debuggee().target(thread.space()).registers(thread);
      if (access.read(register.getAsInt()) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static long[] coordinates(List<String> arguments) throws BackendException {
    String[] parts = arguments.size() == 1 ? arguments.get(0).split(",", -1) : new String[0];
    long[] values = new long[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        values[i] = Long.parseUnsignedLong(parts[i]);
      }
    } catch (NumberFormatException e) {
      values = new long[0];
    }
    if (values.length == 0 || values.length > REGISTERS.size()) {
      throw new BackendException.InvalidArgument(
          "global id: got \"" + String.join(" ", arguments) + "\" (expected X, X,Y or X,Y,Z)");
    }
    return values;
  }
}
