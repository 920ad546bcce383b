package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The dialects against a table of published numbers, and the table against a C compiler. */
class DialectTableTest {
  static List<Dialect> dialects() {
    return Dialect.ALL;
  }

  /** The lines of one kind that speak of a dialect, without kind and dialect. */
  private static List<String> table(String kind, Dialect dialect) {
    return CProgram.resource("dialects.txt")
        .lines()
        .map(line -> line.split(" ", 3))
        .filter(parts -> parts[0].equals(kind))
        .filter(parts -> Arrays.asList(parts[1].split(",", -1)).contains(dialect.name()))
        .map(parts -> parts[2])
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hasTheStructsOfTheTable(Dialect dialect) throws ReflectiveOperationException {
    List<DialectStruct> structs = new ArrayList<>();
    for (RecordComponent component : SessionStructs.class.getRecordComponents()) {
      structs.add((DialectStruct) component.getAccessor().invoke(dialect.structs()));
    }
    dialect.debugDataOps().ifPresent(ops -> structs.add(ops.extension()));

    assertThat(structs.stream().map(DialectStruct::layout).filter(l -> l.size() != 0))
        .extracting(DialectTableTest::line)
        .containsExactlyInAnyOrderElementsOf(table("struct", dialect));
  }

  private static String line(StructLayout layout) {
    StringBuilder line = new StringBuilder(layout.name() + " " + layout.size());
    layout.fields().forEach(f -> line.append(" " + f.name() + "@" + f.offset() + ":" + f.width()));
    return line.toString();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hasTheRequestCodesOfTheTable(Dialect dialect) {
    assertThat(dialect.requests().entrySet().stream())
        .extracting(e -> String.format(Locale.ROOT, "%s 0x%08x", e.getKey(), e.getValue()))
        .containsExactlyInAnyOrderElementsOf(table("request", dialect));
    dialect
        .requests()
        .forEach((request, code) -> assertThat(dialect.request(code)).contains(request));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hasTheEventTypesOfTheTable(Dialect dialect) {
    assertThat(dialect.eventTypes().entrySet().stream())
        .extracting(e -> e.getKey() + " " + e.getValue())
        .containsExactlyInAnyOrderElementsOf(table("event", dialect));
    dialect
        .eventTypes()
        .forEach((kind, type) -> assertThat(dialect.eventKind(type)).contains(kind));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hasTheNumbersForClientsOfTheTable(Dialect dialect) {
    List<String> properties =
        dialect.execQueueProperty().stream().mapToObj(n -> "EUDEBUG " + n).toList();
    List<String> operations =
        dialect.debugDataOps().stream()
            .flatMap(
                ops ->
                    Stream.of("ADD_DEBUG_DATA " + ops.add(), "REMOVE_DEBUG_DATA " + ops.remove()))
            .toList();

    assertThat(properties).isEqualTo(table("property", dialect));
    assertThat(operations).isEqualTo(table("operation", dialect));
    assertThat(List.of(dialect.enableSwitch())).isEqualTo(table("switch", dialect));
  }

  @Test
  void theTableIsWhatTheCompilerSays(@TempDir Path directory) throws Exception {
    List<String> compiled =
        CProgram.output("dialects.c", directory).lines().filter(line -> !line.isEmpty()).toList();

    assertThat(compiled)
        .containsExactlyElementsOf(
            CProgram.resource("dialects.txt")
                .lines()
                .filter(line -> line.startsWith("struct ") || line.startsWith("request "))
                .toList());
  }

  @ParameterizedTest
  @EnumSource(DebugRequest.class)
  void everyRequestIsOfADrmNodeOrOfASession(DebugRequest request) {
    assertThat(Dialect.ALL.stream().filter(d -> d.has(request)).map(d -> d.code(request)))
        .extracting(IoctlNumber::type)
        .containsOnly(isOfNode(request) ? 'd' : 'j');
  }

  private static boolean isOfNode(DebugRequest request) {
    return request == DebugRequest.CONNECT
        || request == DebugRequest.METADATA_CREATE
        || request == DebugRequest.METADATA_DESTROY;
  }
}
