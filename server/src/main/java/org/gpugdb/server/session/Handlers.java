package org.gpugdb.server.session;

import java.util.EnumSet;
import java.util.Set;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.protocol.feature.Feature;

/** Brings the handlers of a session together, by what its device can do. */
final class Handlers {
  private Handlers() {}

  /** What the server offers to clients of a device, of which each gets what it understands. */
  static Set<Feature> offered() {
    return EnumSet.of(
        Feature.NO_ACK_MODE,
        Feature.RESUME_ACTIONS,
        Feature.NON_STOP,
        Feature.MULTIPROCESS,
        Feature.SOFTWARE_BREAKPOINT_REASON,
        Feature.HARDWARE_BREAKPOINT_REASON,
        Feature.ERROR_MESSAGES,
        Feature.BINARY_READ,
        Feature.BREAKPOINT_CONDITIONS,
        Feature.BREAKPOINT_COMMANDS,
        Feature.TARGET_DESCRIPTION,
        Feature.THREAD_LIST,
        Feature.PROGRAM_PATH,
        Feature.LIBRARY_LIST,
        Feature.OS_DATA,
        Feature.THREAD_SUFFIX,
        Feature.THREADS_IN_STOPS,
        Feature.ECHO,
        Feature.MULTIPLE_READ,
        Feature.MULTIPLE_BREAKPOINTS);
  }

  /** The router of a session. */
  static CommandRouter route(Session session, SessionContext context) {
    Capabilities capabilities = context.device().device().capabilities();
    CommandRouter router = new CommandRouter();
    new SessionHandlers(session, context).register(router);
    new ThreadHandlers(context).register(router);
    new RegisterHandlers(session, context).register(router);
    new MemoryHandlers(session, context).register(router);
    new ResumeHandlers(session, context).register(router);
    new NonStopHandlers(session, context).register(router);
    new BreakpointHandlers(context, capabilities.watchpoints()).register(router);
    new ProcessHandlers(session, context).register(router, capabilities.launch());
    new TransferHandlers(session, context).register(router);
    new FileHandlers(context).register(router);
    new MonitorHandlers(session, context).register(router);
    new LldbHandlers(session, context).register(router);
    return router;
  }
}
