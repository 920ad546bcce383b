package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor map}: what the current address space maps. */
final class MonitorMap implements MonitorCommand {
  private static final String INCOMPLETE =
      "This kernel tells only what programs say of their memory: code and debug areas."
          + " Buffers are mapped, too,\nand it does not say which are memory of the host process.\n";

  private final SessionContext context;

  MonitorMap(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "map";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "address ranges of the current process, and what backs them";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    AddressSpaceId space = context.selection().current().space();
    StringBuilder text = new StringBuilder();
    Memory memory = context.debuggee().target(space).memory(Context.of(space));
    for (Memory.Region region : memory.map()) {
      text.append(
          String.format(
              Locale.ROOT,
              "0x%016x-0x%016x %10s %s%n",
              region.start(),
              region.start() + region.length(),
              "0x" + Long.toHexString(region.length()),
              origin(region)));
    }
    if (!memory.isMapComplete()) {
      text.append(INCOMPLETE);
    }
    return out.print(text.isEmpty() ? "Nothing is mapped.\n" : text.toString());
  }

  private static String origin(Memory.Region region) {
    return region
        .user()
        .map(
            user ->
                region.kind() + "(" + user.pid() + ", 0x" + Long.toHexString(user.address()) + ")")
        .orElse(region.kind());
  }
}
