package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.command.SessionCommand.Monitor;
import org.gpugdb.protocol.reply.Reply;

/**
 * What is typed after {@code monitor}. Problems are told as text: GDB shows nothing else of them.
 */
final class MonitorHandlers {
  private final Session session;
  private final List<MonitorCommand> commands;

  MonitorHandlers(Session session, SessionContext context) {
    this.session = session;
    this.commands =
        List.of(
            new MonitorThreads(context),
            new MonitorThreadByGlobalId(context),
            new MonitorFilter(context.debuggee().picture()),
            new MonitorViews(context),
            new MonitorMap(context),
            new MonitorQueues(context),
            new MonitorModules(context),
            new MonitorReset(session, context),
            new MonitorStats(context),
            new MonitorSetLog(),
            new MonitorVersion(context));
  }

  void register(CommandRouter router) {
    router.onTarget(Monitor.class, this::monitor);
  }

  private Reply monitor(Monitor command) {
    String line = command.text().strip().replaceAll("\\s+", " ");
    if (line.isEmpty() || line.equals("help")) {
      return print(help());
    }
    Optional<MonitorCommand> found =
        commands.stream()
            .filter(known -> line.equals(known.words()) || line.startsWith(known.words() + " "))
            .findFirst();
    if (found.isEmpty()) {
      return print("There is no command \"" + line + "\"; monitor help lists them all.\n");
    }
    String rest = line.substring(found.get().words().length()).strip();
    try {
      return found.get().run(rest.isEmpty() ? List.of() : List.of(rest.split(" ")), this::print);
    } catch (BackendException e) {
      return print(e.getMessage() + "\n");
    }
  }

  private String help() {
    StringBuilder text = new StringBuilder();
    for (MonitorCommand command : commands) {
      String usage = (command.words() + " " + command.parameters()).strip();
      text.append(String.format(Locale.ROOT, "%-22s %s%n", usage, command.help()));
    }
    return text.append(String.format(Locale.ROOT, "%-22s %s%n", "help", "this list")).toString();
  }

  private Reply print(String text) {
    session.drainConsole();
    ConsoleBuffer.pieces(text).forEach(session::send);
    return Reply.OK;
  }
}
