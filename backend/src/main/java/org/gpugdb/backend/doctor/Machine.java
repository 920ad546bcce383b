package org.gpugdb.backend.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine as its file tree shows it, and who looks at it.
 *
 * @param root {@code /}, or a tree that stands for it
 */
public record Machine(Path root, Identity identity) {
  private static final int READ_AND_WRITE = 6;

  /** This machine, as this process sees it. */
  public static Machine here() throws IOException {
    return new Machine(
        Path.of("/"), Identity.ofStatus(Files.readString(Path.of("/proc/self/status"))));
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  boolean exists(String path) {
    return Files.exists(at(path));
  }

  /** The text of a small file without white space around it; empty if it cannot be read. */
  Optional<String> text(String path) {
    try {
      return Optional.of(
          new String(Files.readAllBytes(at(path)), StandardCharsets.ISO_8859_1).strip());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Names in a directory, sorted; none if it cannot be read. */
  List<String> list(String path) {
    try (Stream<Path> entries = Files.list(at(path))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** The last part of a symbolic link's target. */
  Optional<String> linkName(String path) {
    try {
      return Optional.of(Files.readSymbolicLink(at(path)).getFileName().toString());
    } catch (IOException | UnsupportedOperationException noLink) {
      return Optional.empty();
    }
  }

  boolean isLink(String path) {
    return Files.isSymbolicLink(at(path));
  }

  /** The user that a file belongs to. */
  Optional<Integer> owner(String path) {
    return mode(path).map(Mode::user);
  }

  /** Whether we may open a file for reading and writing, as far as its mode says. */
  boolean mayReadAndWrite(String path) {
    return identity.overridesFileModes()
        || mode(path).filter(mode -> mode.allows(identity, READ_AND_WRITE)).isPresent();
  }

  private record Mode(int bits, int user, int group) {
    boolean allows(Identity identity, int wanted) {
      int shift = 0;
      if (user == identity.user()) {
        shift = 6;
      } else if (identity.groups().contains(group)) {
        shift = 3;
      }
      return (bits >>> shift & wanted) == wanted;
    }
  }

  private Optional<Mode> mode(String path) {
    try {
      return Optional.of(
          new Mode(attribute(path, "mode"), attribute(path, "uid"), attribute(path, "gid")));
    } catch (IOException | UnsupportedOperationException unreadable) {
      return Optional.empty();
    }
  }

  private int attribute(String path, String name) throws IOException {
    return (Integer) Files.getAttribute(at(path), "unix:" + name);
  }
}
