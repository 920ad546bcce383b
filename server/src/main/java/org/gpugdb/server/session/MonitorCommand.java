package org.gpugdb.server.session;

import java.util.List;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.protocol.reply.Reply;

/** A command that is typed after {@code monitor}. */
interface MonitorCommand {
  /** The words it begins with, such as {@code set log}. */
  String words();

  /** What follows the words, such as {@code AREA LEVEL}; may be empty. */
  String parameters();

  /** One line for {@code monitor help}. */
  String help();

  /**
   * Does it.
   *
   * @param arguments what followed the words
   * @param out takes the result
   * @return what {@code out} returned, or that the answer comes later
   */
  Reply run(List<String> arguments, Output out) throws BackendException;

  /** Shows text to the user and ends the command. */
  @FunctionalInterface
  interface Output {
    Reply print(String text);
  }
}
