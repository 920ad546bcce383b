package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** A C program among the test's resources, compiled and run when a test wants its output. */
final class CProgram {
  private CProgram() {}

  /** What the program prints. Fails without a compiler. */
  static String output(String resource, Path directory) throws IOException, InterruptedException {
    Path source = directory.resolve(resource);
    Path program = directory.resolve("program");
    Files.writeString(source, resource(resource));
    assertThat(run("gcc", "-Wall", "-Werror", "-o", program.toString(), source.toString()))
        .isEmpty();
    return run(program.toString());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
    return output;
  }

  /** A resource beside this class as text. */
  static String resource(String name) {
    try (InputStream in = CProgram.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
