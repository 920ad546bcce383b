package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor stats}: what this session has cost and seen. */
final class MonitorStats implements MonitorCommand {
  private final SessionContext context;

  MonitorStats(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "stats";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "packets, stops, time the device was being halted, breakpoint conditions";
  }

  @Override
  public Reply run(List<String> arguments, Output out) {
    Statistics statistics = context.statistics();
    HitFilter hits = context.hits();
    String text =
        String.format(
            Locale.ROOT,
            "packets %d, stops %d, stops that were not reported %d%n"
                + "halts %d, on average %d us, at most %d us%n"
                + "conditions evaluated %d in %d us%n"
                + "%s%n",
            statistics.packets(),
            statistics.stops(),
            statistics.silentStops(),
            statistics.halts(),
            statistics.averageHaltNanos() / 1000,
            statistics.longestHaltNanos() / 1000,
            hits.evaluations(),
            hits.nanos() / 1000,
            hits.total());
    return out.print(text);
  }
}
