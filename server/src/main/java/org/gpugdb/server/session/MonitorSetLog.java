package org.gpugdb.server.session;

import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor set log}: how much the server logs. */
final class MonitorSetLog implements MonitorCommand {
  @Override
  public String words() {
    return "set log";
  }

  @Override
  public String parameters() {
    return "AREA LEVEL";
  }

  @Override
  public String help() {
    return "log more or less: " + String.join(", ", LogLevels.areas()) + " or all";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    if (arguments.size() != 2) {
      throw new BackendException.InvalidArgument(
          "set log: got " + arguments.size() + " words (expected an area and a level)");
    }
    String problem = LogLevels.set(arguments.get(0), arguments.get(1)).orElse("");
    if (!problem.isEmpty()) {
      throw new BackendException.InvalidArgument(problem);
    }
    return out.print("Logging " + arguments.get(0) + " at " + arguments.get(1) + ".\n");
  }
}
