package org.gpugdb.server.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.jspecify.annotations.Nullable;

/** What a client in non-stop mode believes, put beside what is so. For people. */
final class Beliefs {
  private final NonStopState state;

  Beliefs(NonStopState state) {
    this.state = state;
  }

  /** A line for each thread of which either side has more to say than that it runs. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Set<ThreadId> threads = new TreeSet<>(state.threadList());
    threads.addAll(state.threads.reported());
    threads.addAll(state.target.stopped.keySet());
    threads.forEach(thread -> lines.add(line(thread)));
    lines.addAll(state.own.lines());
    state
        .target
        .breakpoints
        .pending()
        .forEach(where -> lines.add(text(where) + " to be taken out"));
    for (AddressSpaceId space : state.target.spaces) {
      if (!state.libraries.isSettled(space)) {
        lines.add(space + " has modules that the client has not read yet");
      }
    }
    lines.add("step over a breakpoint: " + state.stepOver);
    return lines;
  }

  private String line(ThreadId thread) {
    String believed =
        switch (state.threads.of(thread)) {
          case RUNS -> state.threads.isStepping(thread) ? "steps" : "runs";
          case REPORTED -> "is being told";
          case STOPPED -> "stopped";
        };
    return String.format(
        Locale.ROOT, "%-8s client: %-14s really: %s", thread, believed, real(thread));
  }

  private String real(ThreadId thread) {
    @Nullable ThreadStop stop = state.target.stopped.get(thread);
    if (stop == null) {
      return state.halts.isWanted(thread) ? "being halted" : "not stopped";
    }
    String at = "stopped at " + text(TargetPicture.location(stop));
    if (state.parked.contains(thread)) {
      return at + ", waits to be reported";
    }
    return state.unseen.contains(thread) ? at + ", one of too many to be shown" : at;
  }

  static String text(Location where) {
    return "0x" + Long.toHexString(where.address());
  }
}
