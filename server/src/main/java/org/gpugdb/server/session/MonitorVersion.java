package org.gpugdb.server.session;

import java.util.List;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.protocol.reply.Reply;

/** {@code monitor version}: the server and its device. */
final class MonitorVersion implements MonitorCommand {
  private final SessionContext context;

  MonitorVersion(SessionContext context) {
    this.context = context;
  }

  @Override
  public String words() {
    return "version";
  }

  @Override
  public String parameters() {
    return "";
  }

  @Override
  public String help() {
    return "the server and the device";
  }

  @Override
  public Reply run(List<String> arguments, Output out) {
    DeviceInfo info = context.device().device().info();
    return out.print(
        "gpu-gdbserver "
            + context.device().options().version()
            + "\n"
            + info.name()
            + ": "
            + info.description()
            + "\n");
  }
}
