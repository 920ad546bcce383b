package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gpugdb.backend.elf.ElfImage;

/**
 * A C library with a toy GPU in it ({@code src/test/shim}), one process that has the GPU open, and
 * the program that this process will run. While it is open, it stands in the place of the real
 * library, to which it leaves everything else.
 */
public final class Shim implements AutoCloseable {
  public static final String CARD = "/dev/dri/card77";
  public static final String RENDER = "/dev/dri/renderD177";

  /** A node that answers every request with {@linkplain #mirror what it was given}. */
  public static final String MIRROR = "/dev/dri/mirror";

  /** Hardware threads. */
  public static final int SLOTS = 8;

  /** Handles of what the client has. */
  public static final long CLIENT = 0x11;

  public static final long VM = 0x22;
  public static final long QUEUE = 0x33;
  public static final long LRC = 0x44;
  public static final long ELF = 0x51;

  /** Memory of the client's own, three pages long. */
  public static final long RAM = 0x9000_0000L;

  public static final int RAM_SIZE = 0x3000;

  private static final Path SOURCES = Path.of("../backend/src/test/shim");
  private static final Path DIRECTORY = Path.of("target/shim");
  private static final Path LIBRARY = DIRECTORY.resolve("libshim.so");
  private static final Control CONTROL = load();
  private static final int TEXT = 4096;

  private final Path tree;
  private final Process client;

  /** What the library offers beside C's own functions. */
  private interface Control extends Library {
    void shim_reset(
        String tree,
        int client,
        byte[] elf,
        long size,
        long start,
        long end,
        long counter,
        boolean intel);

    void shim_fail(String call, int errno, int times);

    int shim_failures_left();

    void shim_start_client();

    void shim_end_client();

    void shim_disconnect();

    void shim_golden_events();

    boolean shim_interrupt();

    void shim_mirror(byte[] bytes, long size, int result, int error);

    long shim_mirrored(byte[] bytes, long size);

    int shim_resets();

    void shim_last_request(byte[] text, long size);

    void shim_last_resume(byte[] text, long size);

    void shim_threads(byte[] text, long size);

    int shim_gpu_byte(long address);
  }

  private Shim(Path tree, Process client) {
    this.tree = tree;
    this.client = client;
  }

  private static Control load() {
    try {
      compile();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("these tests need gcc", e);
    }
    return Native.load(LIBRARY.toAbsolutePath().toString(), Control.class);
  }

  private static void compile() throws IOException, InterruptedException {
    Files.createDirectories(DIRECTORY);
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-shared", "-fPIC", "-O1", "-g", "-std=gnu11", "-Wall", "-Wextra"));
    command.addAll(List.of("-Werror", "-pthread", "-o", LIBRARY.toString()));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files.map(Path::toString).filter(name -> name.endsWith(".c")).sorted().forEach(command::add);
    }
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gcc.waitFor()).as("%s", output).isZero();
  }

  /**
   * A machine with its debug interface switched on.
   *
   * @param directory an empty one, for what the machine has in {@code /dev} and {@code /sys}
   * @param program a statically linked program; its threads go round its function {@code tick},
   *     which executes nothing but counts in {@code ticks}
   */
  public static Shim open(Path directory, Path program) throws Exception {
    return open(directory, program, false);
  }

  /**
   * The same with an Intel GPU, a Lunar Lake, whose threads go round a loop of moves in the place
   * of {@code tick}: of four instructions the second is compacted.
   */
  public static Shim openIntel(Path directory, Path program) throws Exception {
    return open(directory, program, true);
  }

  private static Shim open(Path directory, Path program, boolean intel) throws Exception {
    Path tree = directory.toRealPath();
    Path nodes = Files.createDirectories(tree.resolve("dev/dri"));
    Files.createFile(nodes.resolve("card77"));
    Files.createFile(nodes.resolve("renderD177"));
    Files.createFile(nodes.resolve("mirror"));
    Path device = Files.createDirectories(tree.resolve("sys/devices/gpu"));
    Files.createSymbolicLink(device.resolve("driver"), Path.of("../bus/pci/drivers/xe"));
    for (String node : List.of("card77", "renderD177")) {
      Files.createDirectories(device.resolve("drm").resolve(node));
      Path links = Files.createDirectories(tree.resolve("sys/class/drm").resolve(node));
      Files.createSymbolicLink(links.resolve("device"), device);
    }
    Process client =
        new ProcessBuilder("sleep", "600")
            .redirectInput(nodes.resolve("renderD177").toFile())
            .start();
    byte[] file = Files.readAllBytes(program);
    ElfImage elf = ElfImage.read(ByteBuffer.wrap(file));
    long tick = elf.symbol("tick").orElseThrow();
    long end = elf.symbol("main").orElseThrow();
    long counter = elf.symbol("ticks").orElseThrow();
    CONTROL.shim_reset(
        tree.toString(), (int) client.pid(), file, file.length, tick, end, counter, intel);
    replaceLibrary(LIBRARY.toAbsolutePath().toString());
    Shim shim = new Shim(tree, client);
    shim.setSwitch("1\n");
    return shim;
  }

  /** Where the program's calls go from now on. */
  private static void replaceLibrary(String name) {
    int unused = LibC.errno(); // the class has found its own library, which it does once
    Native.register(LibC.class, NativeLibrary.getInstance(name));
  }

  /** What the machine has in {@code /dev} and {@code /sys}, as if this were its root. */
  public Path tree() {
    return tree;
  }

  /** Writes a file of the machine's own. */
  public void write(String path, String content) throws IOException {
    Files.writeString(tree.resolve(path.substring(1)), content);
  }

  /** What the switch file of the debug interface says. */
  public void setSwitch(String content) throws IOException {
    write("/sys/devices/gpu/prelim_enable_eudebug", content);
  }

  public int clientPid() {
    return (int) client.pid();
  }

  /** The client loads its program and begins with it, once a debugger lets it. */
  public void startClient() {
    CONTROL.shim_start_client();
  }

  public void endClient() {
    CONTROL.shim_end_client();
  }

  /** The kernel ends the session by itself. */
  public void disconnect() {
    CONTROL.shim_disconnect();
  }

  /** Queues an event of every kind, with a different number in every byte. */
  public void queueGoldenEvents() {
    CONTROL.shim_golden_events();
  }

  /**
   * Sends a signal to the thread that waits in READ_EVENT.
   *
   * @return whether there was one
   */
  public boolean interrupt() {
    return CONTROL.shim_interrupt();
  }

  /**
   * What the mirror answers from now on.
   *
   * @param bytes what it writes over the argument of a request, from its begin on
   * @param result of the call, from 0 on
   */
  public void mirror(byte[] bytes, int result) {
    CONTROL.shim_mirror(bytes, bytes.length, result, 0);
  }

  /** The mirror fails from now on. */
  public void mirrorFailure(byte[] bytes, int errno) {
    CONTROL.shim_mirror(bytes, bytes.length, 0, errno);
  }

  /**
   * The number of the last request that the mirror got.
   *
   * @param argument receives the bytes that were its argument
   */
  public long mirrored(byte[] argument) {
    return CONTROL.shim_mirrored(argument, argument.length);
  }

  /** How often the GPU was reset because threads were stopped and nobody debugged them. */
  public int resets() {
    return CONTROL.shim_resets();
  }

  /**
   * Lets the next calls fail.
   *
   * @param call a C function, or the name of a request
   */
  public void fail(String call, int errno, int times) {
    CONTROL.shim_fail(call, errno, times);
  }

  public int failuresLeft() {
    return CONTROL.shim_failures_left();
  }

  /** The last request's fields as C sees them, in hexadecimal. */
  public String lastRequest() {
    byte[] text = new byte[TEXT];
    CONTROL.shim_last_request(text, TEXT);
    return Native.toString(text);
  }

  /** The same of the last request that let threads go on, whatever came after it. */
  public String lastResume() {
    byte[] text = new byte[TEXT];
    CONTROL.shim_last_resume(text, TEXT);
    return Native.toString(text);
  }

  /** One of {@code idle}, {@code runs} and {@code stopped} for each hardware thread. */
  public List<String> threads() {
    byte[] text = new byte[TEXT];
    CONTROL.shim_threads(text, TEXT);
    return List.of(Native.toString(text).split(" ", -1));
  }

  /** A byte of memory as the GPU sees it, -1 where there is none. */
  public int gpuByte(long address) {
    return CONTROL.shim_gpu_byte(address);
  }

  @Override
  public void close() {
    replaceLibrary("c");
    client.destroyForcibly();
    try {
      client.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
