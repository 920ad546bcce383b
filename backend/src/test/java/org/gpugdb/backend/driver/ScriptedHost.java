package org.gpugdb.backend.driver;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.gpugdb.backend.uapi.DialectChoice;
import org.jspecify.annotations.Nullable;

/**
 * A host process for tests, which does what it is told, line by line on standard input, and answers
 * each line with one: {@code ok} and numbers, or {@code error} and a text.
 */
public final class ScriptedHost {
  private static final String NODE = "/dev/dri/renderD128";

  private @Nullable RemoteKernel kernel;
  private @Nullable GpuClient client;
  private @Nullable MappedMemory memory;
  private long gpuAddress;

  private ScriptedHost() {}

  /** Serves standard input until its end. */
  public static void main(String[] arguments) throws Exception {
    ScriptedHost host = new ScriptedHost();
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = host.obey(line.split(" ", -1));
      } catch (Exception | AssertionError e) {
        answer = "error " + e.getMessage();
      }
      out.println(answer);
    }
  }

  private String obey(String[] words) throws Exception {
    return switch (words[0]) {
      case "connect" -> connect(Path.of(words[1]));
      case "share" -> share(Integer.parseInt(words[1]));
      case "peek" -> "ok " + memory().get(Long.parseLong(words[1]));
      case "poke" -> ok(() -> memory().set(Long.parseLong(words[1]), Integer.parseInt(words[2])));
      case "count" -> ok(() -> count(Long.parseLong(words[1])));
      case "unmap" -> ok(() -> memory().unmap());
      case "read-only" -> ok(() -> memory().makeReadOnly());
      case "replace" -> ok(() -> memory().replace());
      case "bind" -> bind(0);
      case "vadd" -> vadd(Integer.parseInt(words[1]));
      case "leave" -> leave();
      default -> "error what is " + words[0];
    };
  }

  private static String ok(Runnable action) {
    action.run();
    return "ok";
  }

  private String connect(Path socket) throws Exception {
    kernel = RemoteKernel.connect(socket);
    client = GpuClient.open(kernel, NODE, DialectChoice.of(kernel, NODE).dialect());
    return "ok";
  }

  private String share(int size) throws DriverException {
    memory = new MappedMemory(size);
    return bind(size);
  }

  private String bind(int size) throws DriverException {
    gpuAddress = client().bindUser(memory().address(), Math.max(size, 4096));
    return "ok " + gpuAddress;
  }

  private void count(long offset) {
    Thread counter =
        new Thread(
            () -> {
              for (int i = 1; i > 0; i++) {
                memory().set(offset, i);
              }
            });
    counter.setDaemon(true);
    counter.start();
  }

  /** Adds i and 1 into the shared memory. */
  private String vadd(int items) throws DriverException {
    ProgramFile firmware = ProgramFile.shipped("firmware.elf");
    ProgramFile module = ProgramFile.shipped("vadd-O0.elf");
    firmware.load(client());
    client().bindPrivateMemory();
    client().createQueue();
    module.load(client());
    Allocation a = Sample.floats(client(), items, i -> i);
    Allocation b = Sample.floats(client(), items, i -> 1);
    client()
        .run(
            new Launch(
                firmware.entry(),
                module.symbol("vadd"),
                List.of(items, 1, 1),
                List.of(8, 1, 1),
                0,
                module.slmBase(),
                (int) module.slmBytes(),
                List.of(a.address(), b.address(), gpuAddress, (long) items),
                0,
                false));
    return "ok";
  }

  private String leave() throws Exception {
    if (kernel != null) {
      kernel.close();
    }
    return "ok";
  }

  private GpuClient client() {
    if (client == null) {
      throw new IllegalStateException("not connected");
    }
    return client;
  }

  private MappedMemory memory() {
    if (memory == null) {
      throw new IllegalStateException("nothing shared");
    }
    return memory;
  }
}
