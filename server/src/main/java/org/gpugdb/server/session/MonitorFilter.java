package org.gpugdb.server.session;

import java.util.List;
import java.util.Locale;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.reply.Reply;
import org.gpugdb.server.view.TargetPicture;
import org.gpugdb.server.view.ThreadListPolicy;

/**
 * {@code monitor filter}: which threads the client is shown. What stops and runs stays the same.
 */
final class MonitorFilter implements MonitorCommand {
  private final TargetPicture picture;

  MonitorFilter(TargetPicture picture) {
    this.picture = picture;
  }

  @Override
  public String words() {
    return "filter";
  }

  @Override
  public String parameters() {
    return "[POLICY]";
  }

  @Override
  public String help() {
    return "threads in lists: all, sticky (from first stop to end) or stopped";
  }

  @Override
  public Reply run(List<String> arguments, Output out) throws BackendException {
    if (arguments.size() > 1) {
      throw new BackendException.InvalidArgument(
          "filter: got " + arguments.size() + " words (expected all, sticky or stopped)");
    }
    if (!arguments.isEmpty()) {
      picture.setThreadList(policy(arguments.get(0)));
    }
    return out.print("Thread lists show: " + word(picture.threadList()) + ".\n");
  }

  private static ThreadListPolicy policy(String word) throws BackendException {
    for (ThreadListPolicy policy : ThreadListPolicy.values()) {
      if (word(policy).equals(word)) {
        return policy;
      }
    }
    throw new BackendException.InvalidArgument(
        "filter: got " + word + " (expected all, sticky or stopped)");
  }

  private static String word(ThreadListPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }
}
