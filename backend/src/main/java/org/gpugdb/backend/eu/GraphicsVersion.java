package org.gpugdb.backend.eu;

/** Which generation of GPU, as the device tells it of its main GT; 20.1 for Battlemage. */
public record GraphicsVersion(int major, int minor) implements Comparable<GraphicsVersion> {
  @Override
  public int compareTo(GraphicsVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + (minor < 10 ? "0" : "") + minor;
  }
}
