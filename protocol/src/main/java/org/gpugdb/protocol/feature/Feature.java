package org.gpugdb.protocol.feature;

/**
 * What a server can offer; see the GDB manual, "General Query Packets", {@code qSupported}, and
 * LLDB's protocol extensions.
 */
public enum Feature {
  /** Acknowledgements can be turned off. */
  NO_ACK_MODE("QStartNoAckMode"),
  /** Resume actions can be asked for before the first resume. */
  RESUME_ACTIONS("vContSupported"),
  /** Threads stop and run one by one. */
  NON_STOP("QNonStop"),
  /** Thread ids name their process. */
  MULTIPROCESS("multiprocess", Condition.IF_ANNOUNCED),
  /** Stops at software breakpoints say so. */
  SOFTWARE_BREAKPOINT_REASON("swbreak", Condition.IF_ANNOUNCED),
  /** Stops at hardware breakpoints say so. */
  HARDWARE_BREAKPOINT_REASON("hwbreak", Condition.IF_ANNOUNCED),
  /** Errors may come with text instead of a number. */
  ERROR_MESSAGES("error-message", Condition.IF_ANNOUNCED),
  /** The end of the last resumed thread is reported. */
  NONE_RESUMED_REPLY("no-resumed", Condition.IF_ANNOUNCED),
  /** Memory can be read as binary data. */
  BINARY_READ("binary-upload"),
  /** Creation and exit of threads can be made stops. */
  THREAD_EVENTS("QThreadEvents"),
  /** Breakpoint conditions are evaluated by the server. */
  BREAKPOINT_CONDITIONS("ConditionalBreakpoints"),
  /** Breakpoint commands are run by the server. */
  BREAKPOINT_COMMANDS("BreakpointCommands"),
  /** The target describes its registers. */
  TARGET_DESCRIPTION("qXfer:features:read"),
  /** Threads can be listed with names and descriptions. */
  THREAD_LIST("qXfer:threads:read"),
  /** The server knows the path of a process's program. */
  PROGRAM_PATH("qXfer:exec-file:read"),
  /** Loaded libraries can be listed. */
  LIBRARY_LIST("qXfer:libraries:read"),
  /** The memory map is exact. */
  MEMORY_MAP("qXfer:memory-map:read"),
  /** Tables about the system, such as its processes. */
  OS_DATA("qXfer:osdata:read"),
  /** Details of the last signal. */
  SIGNAL_INFO("qXfer:siginfo:read"),
  /** Register packets may name their thread. */
  THREAD_SUFFIX("QThreadSuffixSupported", Condition.LLDB_ONLY),
  /** Stop replies can list all threads. */
  THREADS_IN_STOPS("QListThreadsInStopReply", Condition.LLDB_ONLY),
  /** The server echoes. */
  ECHO("qEcho", Condition.LLDB_ONLY),
  /** Several ranges of memory can be read at once. */
  MULTIPLE_READ("MultiMemRead", Condition.LLDB_ONLY),
  /** Several breakpoints can be changed at once. */
  MULTIPLE_BREAKPOINTS("jMultiBreakpoint", Condition.LLDB_ONLY);

  /** When an offered feature is announced. */
  enum Condition {
    ALWAYS,
    /** Only to a client that announced the same word. */
    IF_ANNOUNCED,
    /** Only to LLDB, which is the only client that knows the word. */
    LLDB_ONLY
  }

  private final String word;
  private final Condition condition;

  Feature(String word) {
    this(word, Condition.ALWAYS);
  }

  Feature(String word, Condition condition) {
    this.word = word;
    this.condition = condition;
  }

  /** The word for it, without a sign. */
  public String word() {
    return word;
  }

  boolean holdsFor(ClientKind client, FeatureSet announced) {
    return switch (condition) {
      case ALWAYS -> true;
      case IF_ANNOUNCED -> announced.supports(word);
      case LLDB_ONLY -> client == ClientKind.LLDB;
    };
  }
}
