package org.gpugdb.server.session;

import java.time.Duration;
import java.util.Optional;
import org.gpugdb.server.view.ThreadListPolicy;

/**
 * What holds for every session of a server.
 *
 * @param threadList which threads clients are shown
 * @param permissions which changes they may make
 * @param allowKill whether a client's kill ends the program; otherwise it detaches
 * @param attachAtConnect whether a new client finds the first free space attached
 * @param stopBudget how long a session may keep threads stopped and say nothing; empty for no limit
 * @param version of the server
 */
public record SessionOptions(
    ThreadListPolicy threadList,
    Permissions permissions,
    boolean allowKill,
    boolean attachAtConnect,
    Optional<Duration> stopBudget,
    String version) {
  /** What holds unless the command line says otherwise, on a device that may be changed. */
  public static SessionOptions standard(String version) {
    return new SessionOptions(
        ThreadListPolicy.STICKY, Permissions.standard(), false, true, Optional.empty(), version);
  }
}
