package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every line of the contract has a test, or a reason to have none. */
class ContractTest {
  private static Set<String> claimed() {
    return new ClassFileImporter()
        .importPackagesOf(ContractTest.class).stream()
            .map(JavaClass::getMethods)
            .flatMap(Set::stream)
            .filter(method -> method.isAnnotatedWith(KernelContract.class))
            .map(ContractTest::line)
            .collect(Collectors.toSet());
  }

  private static String line(JavaMethod method) {
    return method.getAnnotationOfType(KernelContract.class).value();
  }

  private static Set<String> names(boolean leftOut) {
    return ContractLine.all().stream()
        .filter(line -> line.isLeftOut() == leftOut)
        .map(ContractLine::name)
        .collect(Collectors.toSet());
  }

  @Test
  void testsClaimExactlyTheLinesThatAreNotLeftOut() {
    assertThat(claimed()).isEqualTo(names(/* leftOut= */ false));
  }

  @Test
  void noLineIsListedTwice() {
    assertThat(ContractLine.all()).extracting(ContractLine::name).doesNotHaveDuplicates();
  }

  @Test
  void theReportCountsWhatHasPassed() {
    List<ContractLine> lines =
        List.of(
            new ContractLine("1", "kept", ""),
            new ContractLine("1", "broken", ""),
            new ContractLine("1", "forgotten", ""),
            new ContractLine("2", "impossible", "why"));
    ContractReport report = new ContractReport(lines, Map.of("kept", true, "broken", false));

    assertThat(report.summary())
        .isEqualTo("1: 1 of 3 pass, 1 fail, 1 not run\n2: 0 of 1 pass, 1 left out\n");
    assertThat(report.details())
        .contains("left out: impossible - why\n")
        .contains("1 pass     kept")
        .contains("1 fail     broken")
        .contains("1 not run  forgotten")
        .contains("2 left out impossible");
  }
}
