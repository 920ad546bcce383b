package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutOffsetsTest {
  private static final Set<String> SAVE_AREA_SIZES =
      Set.of("V3_SIZE", "REGSET_SIZE", "SR_IDENT_SIZE", "CMD_SIZE");

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
        golden()
            .lines()
            .filter(line -> line.startsWith(layout + " "))
            .map(line -> line.replaceFirst("(OFFSET \\d+) \\d+$", "$1"))
            .sorted()
            .toList();

    assertThat(actual).containsExactlyElementsOf(expected);
  }

  @Test
  void goldenTableIsWhatTheCompilerSays(@TempDir Path directory) throws Exception {
    assertThat(CProgram.output("layouts.c", directory)).isEqualTo(golden());
  }

  private static boolean isLayoutConstant(Field field) {
    String name = field.getName();
    return Modifier.isStatic(field.getModifiers())
        && field.getType() == int.class
        && (name.equals("SIZE") || SAVE_AREA_SIZES.contains(name) || name.endsWith("_OFFSET"));
  }

  private static String golden() {
    return CProgram.resource("layouts.txt");
  }
}
