package org.gpugdb.server.session;

import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor reset}: the device's program from the beginning. */
final class MonitorReset implements MonitorCommand {
  private final Session session;
  private final SessionContext context;

  MonitorReset(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  @Override
  public String words() {
    return "reset";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "start the program again, halted at its first instruction";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    context.permissions().require(Permissions.Change.RUN);
    context.audit().log("resets the device's program");
    Reply reply =
        session.answerAfterStop(
            report ->
                session.send(
                    out.print("Started again. In GDB: maintenance flush register-cache\n")));
    try {
      context
          .debuggee()
          .relaunch(() -> session.finish(out.print("The program does not start again.\n")));
    } catch (BackendException e) {
      session.cancelWaiting();
      throw e;
    }
    return reply;
  }
}
