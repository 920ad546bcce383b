package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.ExecQueue;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor queues}: through what work comes to the GPU. */
final class MonitorQueues implements MonitorCommand {
  private final SessionContext context;

  MonitorQueues(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "queues";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "exec queues of each address space, their contexts, and which is active";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    StringBuilder text = new StringBuilder();
    for (AddressSpaceId space : context.view().spaces()) {
      for (ExecQueue queue : context.debuggee().target(space).queues(space)) {
        text.append(describe(space, queue));
      }
    }
    return out.print(text.isEmpty() ? "There is no exec queue.\n" : text.toString());
  }

  private static String describe(AddressSpaceId space, ExecQueue queue) {
    String contexts =
        queue.contexts().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%-4s queue %d, contexts %s: %s%n",
        space,
        queue.handle(),
        contexts,
        queue.active() ? "active" : "waiting");
  }
}
