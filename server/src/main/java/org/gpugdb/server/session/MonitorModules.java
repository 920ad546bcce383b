package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor modules}: what code is loaded where. */
final class MonitorModules implements MonitorCommand {
  private final SessionContext context;

  MonitorModules(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "modules";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "loaded code: addresses and the file that clients read";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    StringBuilder text = new StringBuilder();
    for (LoadedModule module : context.debuggee().modules()) {
      text.append(
          String.format(
              Locale.ROOT,
              "0x%016x-0x%016x %s%s%n",
              module.loadAddress(),
              module.loadAddress() + module.size(),
              ModuleFiles.path(module),
              module.executable() ? " (program)" : ""));
    }
    return out.print(text.isEmpty() ? "No module is loaded.\n" : text.toString());
  }
}
