package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutOffsetsTest {
  private static final Set<String> SAVE_AREA_SIZES =
      Set.of("V3_SIZE", "REGSET_SIZE", "SR_IDENT_SIZE", "CMD_SIZE");
  private static final Path GCC = Path.of("/usr/bin/gcc");

  static Stream<String> layoutClasses() {
    return golden().lines().map(line -> line.substring(0, line.indexOf(' '))).distinct();
  }

  @ParameterizedTest
  @MethodSource("layoutClasses")
  void hasTheOffsetsOfTheGoldenTable(String layout) throws ReflectiveOperationException {
    TreeSet<String> actual = new TreeSet<>();
    for (Field field : Class.forName("org.gpugdb.backend.uapi." + layout).getFields()) {
      if (isLayoutConstant(field)) {
        actual.add(layout + " " + field.getName() + " " + field.getInt(null));
      }
    }
    List<String> expected =
        golden().lines().filter(line -> line.startsWith(layout + " ")).sorted().toList();

    assertThat(actual).containsExactlyElementsOf(expected);
  }

  /** Without a compiler the table is compared with itself: then only the other test speaks. */
  @Test
  void goldenTableIsWhatTheCompilerSays(@TempDir Path directory) throws Exception {
    String compiled = Files.isExecutable(GCC) ? compileAndRun(directory) : golden();

    assertThat(compiled).isEqualTo(golden());
  }

  private static boolean isLayoutConstant(Field field) {
    String name = field.getName();
    return Modifier.isStatic(field.getModifiers())
        && field.getType() == int.class
        && (name.equals("SIZE") || SAVE_AREA_SIZES.contains(name) || name.endsWith("_OFFSET"));
  }

  private static String compileAndRun(Path directory) throws IOException, InterruptedException {
    Path source = directory.resolve("layouts.c");
    Path program = directory.resolve("layouts");
    Files.writeString(source, resource("layouts.c"));
    assertThat(run(GCC.toString(), "-Wall", "-Werror", "-o", program.toString(), source.toString()))
        .isEmpty();
    return run(program.toString());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
    return output;
  }

  private static String golden() {
    return resource("layouts.txt");
  }

  private static String resource(String name) {
    try (InputStream in = LayoutOffsetsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
