package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.XeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebuggerRequestsTest {
  /** In the order: device query, connect, read, open, control, metadata, acknowledge. */
  @ParameterizedTest
  @CsvSource({
    "v3, c0286440 c018644c 6a00 40286a01 c0386a02 c0286a03 40106a04",
    "igt, c0286440 c0186450 6a00 40286a01 c0386a02 c0286a03 40106a04",
    "prelim, c0286440 c0186499 6a00 40286a01 c0386a02 c0286a03 40106a04",
    "prelim-2025, c0286440 c018649f 6a00 40286a01 c0386a02 c0286a03 40106a04",
    "v5, c0286440 c018644e 6a00 40206a02 c0306a03 40106a01",
    "documented, c0286440 6a00 40206a02 c0306a03 40186a01"
  })
  void aDebuggerMakesTheseRequestsAndNoOthers(String dialect, String codes) {
    assertThat(DebuggerRequests.of(Dialect.named(dialect).orElseThrow()))
        .extracting(Long::toHexString)
        .containsExactlyInAnyOrder(codes.split(" ", -1));
  }

  @Test
  void everyDialectIsInTheList() {
    assertThat(Dialect.ALL)
        .extracting(Dialect::name)
        .containsExactlyInAnyOrder("v3", "igt", "prelim", "prelim-2025", "v5", "documented");
  }

  @Test
  void theDebuggersSideNamesNoOtherRequest() {
    JavaClasses debugger =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "org.gpugdb.backend.eudebug", "org.gpugdb.backend.eu", "org.gpugdb.backend.os");

    assertThat(named(debugger, XeRequest.class)).containsExactly("DEVICE_QUERY");
    assertThat(named(debugger, DebugRequest.class))
        .containsExactlyInAnyOrder(
            "CONNECT", "READ_EVENT", "VM_OPEN", "EU_CONTROL", "READ_METADATA", "ACK_EVENT");
  }

  /** The constants of a class that others read. */
  private static Set<String> named(JavaClasses readers, Class<?> owner) {
    return readers.stream()
        .flatMap(reader -> reader.getFieldAccessesFromSelf().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(owner))
        .map(access -> access.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
