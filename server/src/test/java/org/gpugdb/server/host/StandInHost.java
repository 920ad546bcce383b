package org.gpugdb.server.host;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** Prints what a sample host prints, without a GPU. */
final class StandInHost {
  private StandInHost() {}

  /**
   * @param arguments {@code idle} to have no results; nothing for some
   */
  @SuppressWarnings("SystemOut") // its output is what it is for
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      System.out.println("heartbeat 1 count 999 worst-gap-ms 1.5 results-checked 0 wrong 0");
      System.out.println("heartbeat 2 count 1999 worst-gap-ms 1.5 results-checked 64 wrong 0");
    }
    Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
    while (arguments.length == 0 && in.hasNextLine()) {
      in.nextLine();
      System.out.println(
          "phase 1.5 count 10 p50-gap-ms 1 p99.9-gap-ms 2 worst-gap-ms 3 results-checked 4 wrong 5");
    }
  }
}
