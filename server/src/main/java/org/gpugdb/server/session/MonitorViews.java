package org.gpugdb.server.session;

import java.util.List;
import java.util.Optional;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.server.view.NonStopView;

/** {@code monitor views}: what this client has been told, beside what is so. */
final class MonitorViews implements MonitorCommand {
  private static final int MAX_LINES = 1000;

  private final SessionContext context;

  MonitorViews(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "views";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "what this client takes for stopped, and what is";
  }

  @Override
  public Reply run(List<String> arguments, Output out) {
    Optional<NonStopView> nonStop = context.nonStop();
    if (nonStop.isEmpty()) {
      return out.print(
          "All threads stop and run together: "
              + context.view().stoppedThreads().size()
              + " are stopped, "
              + context.view().unreported().size()
              + " of them for something that has not been reported yet.\n");
    }
    List<String> lines = nonStop.get().beliefs();
    int shown = Math.min(lines.size(), MAX_LINES);
    String more = shown < lines.size() ? "… and " + (lines.size() - shown) + " more\n" : "";
    return out.print(String.join("\n", lines.subList(0, shown)) + "\n" + more);
  }
}
