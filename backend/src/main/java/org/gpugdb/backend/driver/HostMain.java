package org.gpugdb.backend.driver;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.DialectChoice;
import org.gpugdb.backend.uapi.UnknownDialectException;

/**
 * The sample host: a process of its own that uses an emulated GPU in another process, checks every
 * result, and shows that nothing stops it.
 *
 * <p>It prints a line a second, in which the worst gap is that of the last second,
 *
 * <pre>heartbeat SECONDS count N worst-gap-ms X results-checked N wrong N</pre>
 *
 * and at its end, which comes after the last dispatch or with SIGTERM or SIGINT,
 *
 * <pre>total SECONDS count N p50-gap-ms X p99.9-gap-ms X worst-gap-ms X results-checked N wrong N
 * </pre>
 *
 * <p>With {@code --phases} it also prints, whenever it reads a line on standard input, what was
 * since the last time, and it ends with the end of its input:
 *
 * <pre>phase SECONDS count N p50-gap-ms X p99.9-gap-ms X worst-gap-ms X results-checked N wrong N
 * </pre>
 *
 * The exit status is 0, 1 if it failed or a result was wrong, or 2 if it does not understand its
 * arguments; after a signal the signal's.
 */
public final class HostMain {
  private static final String NODE = "/dev/dri/renderD128";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_SECONDS = 5;

  private final Host host;
  private final Tally tally;
  private final PrintStream out;
  private final CountDownLatch summarised = new CountDownLatch(1);
  private final long start = System.nanoTime();

  /** Where the current phase began; confined to the thread that reads standard input. */
  private long phaseStart = start;

  private long phaseChecked;
  private long phaseWrong;

  private HostMain(Host host, Tally tally, PrintStream out) {
    this.host = host;
    this.tally = tally;
    this.out = out;
  }

  /** See the class; the arguments are those of {@link HostOptions}. */
  public static void main(String[] arguments) {
    PrintStream err = stream(FileDescriptor.err);
    HostOptions options;
    try {
      options = HostOptions.parse(List.of(arguments));
    } catch (DriverException e) {
      err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      run(options, stream(FileDescriptor.out));
    } catch (DriverException | IOException e) {
      err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  private static void run(HostOptions options, PrintStream out)
      throws DriverException, IOException {
    Tally tally = new Tally();
    Program program =
        KernelProgram.create(
            options.kernel(),
            options.optimization(),
            options.workItems(),
            options.dispatches(),
            tally);
    takeName("gpu-" + options.kernel());
    try (RemoteKernel kernel = RemoteKernel.connect(options.socket());
        Host host = new Host(kernel, NODE, dialect(kernel), program)) {
      new HostMain(host, tally, out).run(options.phases());
    }
  }

  private static Dialect dialect(KernelInterface kernel) throws DriverException {
    try {
      return DialectChoice.of(kernel, NODE).dialect();
    } catch (UnknownDialectException e) {
      throw new DriverException(String.valueOf(e.getMessage()));
    }
  }

  /** What the system shows as this process's name. */
  private static void takeName(String name) throws IOException {
    Files.writeString(Path.of("/proc/self/comm"), name);
  }

  /**
   * Looks at arguments without doing anything.
   *
   * @throws DriverException with a sentence for the user
   */
  public static void check(List<String> arguments) throws DriverException {
    HostOptions options = HostOptions.parse(arguments);
    Sample.of(options.kernel(), options.workItems());
  }

  private void run(boolean phases) throws DriverException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    try (Heartbeat heartbeat = Heartbeat.start()) {
      host.start();
      if (phases) {
        startDaemon(() -> obey(heartbeat));
      }
      long next = start + SECOND;
      while (!host.awaitEnd(next)) {
        report(heartbeat);
        next += SECOND;
      }
      long nanos = System.nanoTime() - start;
      summarise("total", nanos, heartbeat.gaps(), tally.checked(), tally.wrong());
    } finally {
      summarised.countDown();
    }
    Optional<DriverException> failure = host.failure();
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (tally.wrong() != 0) {
      throw new DriverException(tally.wrong() + " results were wrong");
    }
  }

  /** A signal: the program ends, and the main thread has its last word. */
  private void end() {
    host.kill();
    try {
      if (!summarised.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        out.println("the program does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Heartbeat heartbeat) {
    print(
        "heartbeat %d count %d worst-gap-ms %s results-checked %d wrong %d",
        seconds(),
        heartbeat.count(),
        millis(heartbeat.takeWorst()),
        tally.checked(),
        tally.wrong());
  }

  private static void startDaemon(Runnable work) {
    Thread thread = new Thread(work, "phases");
    thread.setDaemon(true);
    thread.start();
  }

  private void obey(Heartbeat heartbeat) {
    try (Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (in.hasNextLine()) {
        in.nextLine();
        endPhase(heartbeat.takePhase());
      }
    }
    System.exit(0);
  }

  private void endPhase(GapHistogram gaps) {
    long now = System.nanoTime();
    long checked = tally.checked();
    long wrong = tally.wrong();
    summarise("phase", now - phaseStart, gaps, checked - phaseChecked, wrong - phaseWrong);
    phaseStart = now;
    phaseChecked = checked;
    phaseWrong = wrong;
  }

  private void summarise(String what, long nanos, GapHistogram gaps, long checked, long wrong) {
    print(
        "%s %.3f count %d p50-gap-ms %s p99.9-gap-ms %s worst-gap-ms %s results-checked %d wrong %d",
        what,
        nanos / 1e9,
        gaps.count(),
        millis(gaps.quantile(0.5)),
        millis(gaps.quantile(0.999)),
        millis(gaps.worst()),
        checked,
        wrong);
  }

  private void print(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
  }

  private long seconds() {
    return (System.nanoTime() - start) / SECOND;
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }
}
