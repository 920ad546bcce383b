package org.gpugdb.backend.uapi;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Dialects in which everything has a number, so that their rules can be tested. */
public final class CompleteDialects {
  /** The documented one, with the numbers of version 5 where its own are not published. */
  public static final Dialect DOCUMENTED = documented();

  private CompleteDialects() {}

  private static Dialect documented() {
    Map<DebugRequest, Long> requests = new EnumMap<>(Dialect.DOCUMENTED.requests());
    requests.put(DebugRequest.CONNECT, Dialect.V5.code(DebugRequest.CONNECT));
    return new Dialect(
        Dialect.DOCUMENTED.name(),
        Dialect.DOCUMENTED.enableSwitch(),
        Dialect.DOCUMENTED.since(),
        requests,
        Dialect.DOCUMENTED.eventTypes(),
        Dialect.DOCUMENTED.structs(),
        Dialect.DOCUMENTED.rules(),
        Dialect.V5.execQueueProperty(),
        Dialect.V5.debugDataOps());
  }

  /** All of them. */
  public static List<Dialect> all() {
    return List.of(
        Dialect.PRELIM, Dialect.PRELIM_2025, Dialect.V3, Dialect.IGT, Dialect.V5, DOCUMENTED);
  }
}
