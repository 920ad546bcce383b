package org.gpugdb.backend.uapi;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of the driver package: the kernel version that it follows, and its own number. */
record DriverRelease(int version, int patchLevel, int subLevel, int number)
    implements Comparable<DriverRelease> {
  private static final Pattern RELEASE =
      Pattern.compile("(?<![\\d.])(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,6})(?!\\d)");

  private static final Comparator<DriverRelease> ORDER =
      Comparator.comparingInt(DriverRelease::version)
          .thenComparingInt(DriverRelease::patchLevel)
          .thenComparingInt(DriverRelease::subLevel)
          .thenComparingInt(DriverRelease::number);

  /** The first release that a text names. */
  static Optional<DriverRelease> in(String text) {
    Matcher found = RELEASE.matcher(text);
    return found.find()
        ? Optional.of(
            new DriverRelease(
                number(found, 1), number(found, 2), number(found, 3), number(found, 4)))
        : Optional.empty();
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }

  @Override
  public int compareTo(DriverRelease other) {
    return ORDER.compare(this, other);
  }
}
