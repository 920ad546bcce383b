package org.gpugdb.server.session;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.gpugdb.backend.spi.BackendException;

/** Which changes clients may make. Reading is always allowed. */
public record Permissions(Set<Change> allowed) {
  /** A kind of change; its name in lower case is the word on the command line. */
  public enum Change {
    /** Registers of stopped threads. */
    REGISTERS("registers"),
    /** GPU memory other than the host's own pages. */
    MEMORY("GPU memory"),
    /** Stopping and resuming threads, and breakpoints. */
    RUN("what threads do"),
    /** Pages of a host process that the GPU uses too. */
    USERPTR("memory of the host process");

    private final String what;

    Change(String what) {
      this.what = what;
    }

    /** The word on the command line. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the set. */
  public Permissions {
    allowed = Set.copyOf(allowed);
  }

  /** Everything except the pages of host processes. */
  public static Permissions standard() {
    return new Permissions(EnumSet.complementOf(EnumSet.of(Change.USERPTR)));
  }

  /** No change at all. */
  public static Permissions reading() {
    return new Permissions(Set.of());
  }

  boolean allows(Change change) {
    return allowed.contains(change);
  }

  /** Refuses what is not allowed, and names the switch that would allow it. */
  void require(Change change) throws BackendException.NotPermitted {
    require(change, change.what);
  }

  /** The same, where {@code what} would change. */
  void require(Change change, String what) throws BackendException.NotPermitted {
    if (!allows(change)) {
      throw new BackendException.NotPermitted(
          "changing " + what + " is not allowed (--allow-write=" + change.word() + ")");
    }
  }
}
