import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests by the names that they are shown by.
 *
 * <p>Arguments: class, name, class, name, ... Exit status 0 if all have passed, 1 if one has failed,
 * 3 if one does not exist.
 */
public final class RunTest {
  private RunTest() {}

  public static void main(String[] args) {
    int status = 0;
    for (int i = 0; i < args.length; i += 2) {
      status = Math.max(status, run(args[i], args[i + 1]));
    }
    System.exit(status);
  }

  private static int run(String testClass, String name) {
    Set<TestExecutionResult.Status> results = new TreeSet<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              results.add(result.getStatus());
              result.getThrowable().ifPresent(Throwable::printStackTrace);
            }
          }
        };
    PostDiscoveryFilter named =
        test -> FilterResult.includedIf(!test.isTest() || test.getDisplayName().equals(name));
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(testClass))
                .filters(named)
                .build(),
            listener);
    if (results.isEmpty()) {
      System.err.println("no test " + name + " in " + testClass);
      return 3;
    }
    return results.equals(Set.of(TestExecutionResult.Status.SUCCESSFUL)) ? 0 : 1;
  }
}
