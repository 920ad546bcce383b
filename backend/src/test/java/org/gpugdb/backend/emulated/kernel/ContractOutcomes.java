package org.gpugdb.backend.emulated.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes what becomes of the contract's tests. With the end of the run it prints how many lines are
 * kept, and writes {@code target/contract-report.txt}.
 */
final class ContractOutcomes implements TestWatcher {
  private static final Path REPORT = Path.of("target", "contract-report.txt");

  @Override
  public void testSuccessful(ExtensionContext context) {
    note(context, true);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    note(context, false);
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    note(context, false);
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    note(context, false);
  }

  private static void note(ExtensionContext context, boolean passed) {
    String line = context.getRequiredTestMethod().getAnnotation(KernelContract.class).value();
    context
        .getRoot()
        .getStore(Namespace.create(ContractOutcomes.class))
        .getOrComputeIfAbsent(Run.class)
        .results
        .merge(line, passed, Boolean::logicalAnd);
  }

  /** One run of tests; closed with its end. */
  static final class Run implements AutoCloseable {
    private final Map<String, Boolean> results = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("SystemOut")
    public void close() {
      ContractReport report = new ContractReport(ContractLine.all(), results);
      System.out.print(report.summary());
      try {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report.summary() + report.details());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
