package org.gpugdb.server.cli;

import java.util.Map;
import org.gpugdb.server.session.SessionOptions;

/**
 * What the command line asks for.
 *
 * @param backend name of the back end
 * @param backendOptions the back end's own options
 * @param address where to listen
 * @param anywhere whether others than this machine may connect
 * @param once whether to end after the first client
 * @param sessions what holds for every session
 */
record ServerConfig(
    String backend,
    Map<String, String> backendOptions,
    ListenAddress address,
    boolean anywhere,
    boolean once,
    SessionOptions sessions) {
  ServerConfig {
    backendOptions = Map.copyOf(backendOptions);
  }
}
