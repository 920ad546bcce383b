package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor threads}: everything resident, listed for the client or not. */
final class MonitorThreads implements MonitorCommand {
  private static final int MAX_LINES = 1000;

  private final SessionContext context;

  MonitorThreads(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "threads";
  }

  @Override
  public String parameters() {
    return "[all]";
  }

  @Override
  public String help() {
    return "every resident hardware thread: place, instructions executed, work";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    boolean all = arguments.equals(List.of("all"));
    TreeSet<ThreadId> threads = new TreeSet<>(context.view().stoppedThreads().keySet());
    threads.addAll(context.threads().residents().keySet());
    StringBuilder text = new StringBuilder();
    int lines = 0;
    for (ThreadId thread : threads) {
      if (lines++ == MAX_LINES && !all) {
        text.append("… and ").append(threads.size() - MAX_LINES);
        text.append(" more (monitor threads all)\n");
        break;
      }
      text.append(line(thread));
    }
    return out.print(threads.isEmpty() ? "No hardware thread is resident.\n" : text.toString());
  }

  private String line(ThreadId thread) throws BackendException {
    boolean stopped = context.view().stoppedThreads().containsKey(thread);
    String pc =
        stopped
            ? String.format(Locale.ROOT, "0x%016x", context.registers().programCounter(thread))
            : "";
    Occupancy.Resident resident = context.threads().residents().get(thread);
    return String.format(
        Locale.ROOT,
        "%-8s %-12s %-18s %12s %s%n",
        thread,
        context.threads().name(thread),
        pc,
        resident == null ? "" : resident.retiredInstructions(),
        context.threads().text(thread));
  }
}
