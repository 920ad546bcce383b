package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.kernel.KernelInterface.FD_CLOEXEC;
import static org.gpugdb.backend.kernel.KernelInterface.F_GETFD;
import static org.gpugdb.backend.kernel.KernelInterface.F_GETFL;
import static org.gpugdb.backend.kernel.KernelInterface.F_SETFD;
import static org.gpugdb.backend.kernel.KernelInterface.F_SETFL;
import static org.gpugdb.backend.kernel.KernelInterface.O_NONBLOCK;
import static org.gpugdb.backend.kernel.KernelInterface.O_RDONLY;
import static org.gpugdb.backend.kernel.KernelInterface.O_RDWR;
import static org.gpugdb.backend.kernel.KernelInterface.POLLIN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real kernel, with files that every machine has. */
@Timeout(120)
class LinuxKernelTest {
  /** How many bytes can be read from a terminal, pipe or socket: in no direction, size 0. */
  private static final long FIONREAD = 0x541b;

  /** CONNECT of the debug interface: two arguments' worth, in both directions. */
  private static final long CONNECT = 0xc018_6499L;

  private static final int POLLNVAL = 0x20;
  private static final int NO_FD = 1 << 20;

  @TempDir private Path directory;
  private final LinuxKernel kernel = new LinuxKernel(Set.of(FIONREAD, CONNECT));

  private int open(Path file, int flags) {
    int fd = kernel.open(file.toString(), flags);
    assertThat(fd).isNotNegative();
    return fd;
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content);
  }

  private UserBlock block(String content) {
    UserBlock block = kernel.allocate(content.length());
    block.bytes().put(content.getBytes(StandardCharsets.US_ASCII));
    return block;
  }

  private static String text(UserBlock block, long length) {
    ByteBuffer bytes = block.bytes().limit((int) length);
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  @Test
  void readsAndWritesAtAnOffset() throws IOException {
    Path file = file("0123456789");
    int fd = open(file, O_RDWR);

    assertThat(kernel.pwrite(fd, block("abc"), 4)).isEqualTo(3);
    UserBlock to = kernel.allocate(4);
    assertThat(kernel.pread(fd, to, 3)).isEqualTo(4);

    assertThat(text(to, 4)).isEqualTo("3abc");
    assertThat(kernel.fsync(fd)).isZero();
    assertThat(kernel.close(fd)).isZero();
    assertThat(Files.readString(file)).isEqualTo("0123abc789");
  }

  @Test
  void aReadIsShortWhereTheFileEnds() throws IOException {
    int fd = open(file("0123456789"), O_RDONLY);
    UserBlock to = kernel.allocate(8);

    assertThat(kernel.pread(fd, to, 7)).isEqualTo(3);
    assertThat(text(to, 3)).isEqualTo("789");
    assertThat(kernel.pread(fd, to, 10)).isZero();
    kernel.close(fd);
  }

  @Test
  void offsetsHaveSixtyFourBits() throws IOException {
    int fd = open(file(""), O_RDWR);
    long offset = 0x12_3456_7000L;

    assertThat(kernel.pwrite(fd, block("x"), offset)).isEqualTo(1);
    assertThat(Files.size(directory.resolve("file"))).isEqualTo(offset + 1);
    assertThat(kernel.pread(fd, kernel.allocate(1), -1)).isEqualTo(-Errno.EINVAL);
    kernel.close(fd);
  }

  @Test
  void aPartOfABlockIsReadIntoThatPart() throws IOException {
    int fd = open(file("0123456789"), O_RDONLY);
    UserBlock whole = block("........");

    assertThat(kernel.pread(fd, whole.slice(2, 3), 5)).isEqualTo(3);

    assertThat(text(whole, 8)).isEqualTo("..567...");
    kernel.close(fd);
  }

  @Test
  void everyCallGivesItsOwnErrorNumber() throws IOException {
    UserBlock block = kernel.allocate(8);
    assertThat(kernel.open("/no/such/file", O_RDONLY)).isEqualTo(-Errno.ENOENT);
    assertThat(kernel.open(directory.toString(), O_RDWR)).isEqualTo(-21); // EISDIR
    assertThat(kernel.close(NO_FD)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.fcntl(NO_FD, F_GETFD, 0)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.ioctl(NO_FD, FIONREAD, block)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.pread(NO_FD, block, 0)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.pwrite(NO_FD, block, 0)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.fsync(NO_FD)).isEqualTo(-Errno.EBADF);
    assertThat(kernel.poll(NO_FD, POLLIN, 0)).isEqualTo(POLLNVAL);
    assertThat(kernel.mmap(NO_FD, 0, 4096)).isEmpty();
    assertThat(kernel.pidfdOpen(Integer.MAX_VALUE, 0)).isEqualTo(-Errno.ESRCH);
    assertThat(kernel.pidfdOpen(-1, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(kernel.pidfdGetfd(NO_FD, 0, 0)).isEqualTo(-Errno.EBADF);
    int readOnly = open(file("x"), O_RDONLY);
    assertThat(kernel.pwrite(readOnly, block, 0)).isEqualTo(-Errno.EBADF);
    kernel.close(readOnly);
  }

  @Test
  void descriptorsAreClosedInProgramsThatAreStarted() throws IOException {
    int fd = open(file(""), O_RDONLY);

    assertThat(kernel.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(kernel.fcntl(fd, F_SETFD, 0)).isZero();
    assertThat(kernel.fcntl(fd, F_GETFD, 0)).isZero();
    assertThat(kernel.fcntl(fd, F_SETFL, O_NONBLOCK)).isZero();
    assertThat(kernel.fcntl(fd, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
    kernel.close(fd);
  }

  @Test
  void aRequestIsAnUnsignedNumber() throws IOException {
    int fd = open(file("01234"), O_RDONLY);
    UserBlock count = kernel.allocate(24);

    assertThat(kernel.ioctl(fd, FIONREAD, count)).isZero();
    assertThat(count.bytes().getInt()).isEqualTo(5);
    assertThat(kernel.ioctl(fd, CONNECT, count)).isEqualTo(-Errno.ENOTTY);
    kernel.close(fd);
  }

  @Test
  void makesNoRequestThatItWasNotMadeFor() throws IOException {
    int fd = open(file("01234"), O_RDONLY);
    UserBlock count = kernel.allocate(8);

    assertThat(new LinuxKernel(Set.of(CONNECT)).ioctl(fd, FIONREAD, count))
        .isEqualTo(-Errno.ENOTTY);
    assertThat(new LinuxKernel(Set.of(FIONREAD)).ioctl(fd, FIONREAD | -1L << 32, count))
        .isEqualTo(-Errno.ENOTTY);

    assertThat(count.bytes().getInt()).isZero();
    kernel.close(fd);
  }

  @Test
  void createsAndTruncatesNothing() throws IOException {
    Path file = file("content");
    for (int flag :
        new int[] {
          /* O_CREAT */
          0x40, /* O_TRUNC */ 0x200, /* O_PATH */ 0x20_0000
        }) {
      assertThat(kernel.open(file.toString(), O_RDWR | flag)).isEqualTo(-Errno.EINVAL);
    }
    assertThat(kernel.fcntl(0, /* F_DUPFD */ 0, 100)).isEqualTo(-Errno.EINVAL);
    assertThat(kernel.open(file + "\0.txt", O_RDONLY)).isEqualTo(-Errno.EINVAL);
    assertThat(Files.readString(file)).isEqualTo("content");
  }

  @Test
  void pollTellsWhatIsReadyAndElseWaits() throws Exception {
    try (MemoryFile always = MemoryFile.create("ready", 0)) {
      assertThat(kernel.poll(always.descriptor(), POLLIN, -1)).isEqualTo(POLLIN);
    }
    Process child = new ProcessBuilder("cat").start();
    int end = kernel.pidfdOpen((int) child.pid(), 0);
    assertThat(end).isNotNegative();
    assertThat(kernel.fcntl(end, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(kernel.poll(end, POLLIN, 0)).isZero();
    assertThat(kernel.poll(end, POLLIN, 1)).isZero();

    CompletableFuture<Integer> woken =
        CompletableFuture.supplyAsync(() -> kernel.poll(end, POLLIN, 60_000));
    child.destroy();

    // A process that has been waited for hangs up as well.
    assertThat(woken.get(60, TimeUnit.SECONDS) & POLLIN).isEqualTo(POLLIN);
    kernel.close(end);
  }

  @Test
  void takesADescriptorFromAnotherProcess() throws Exception {
    Path file = file("shared");
    Process child =
        new ProcessBuilder("cat", "-", "/dev/null").redirectOutput(file.toFile()).start();
    int pidfd = kernel.pidfdOpen((int) child.pid(), 0);

    int taken = kernel.pidfdGetfd(pidfd, 1, 0);

    assertThat(kernel.readlink("/proc/self/fd/" + taken)).hasValue(file.toRealPath().toString());
    assertThat(kernel.pidfdGetfd(pidfd, 999, 0)).isEqualTo(-Errno.EBADF);
    child.destroy();
    kernel.close(taken);
    kernel.close(pidfd);
  }

  @Test
  void mapsWhatOthersSeeToo() throws Exception {
    try (MemoryFile file = MemoryFile.create("map", 0x3000)) {
      UserBlock mapped = kernel.mmap(file.descriptor(), 0x1000, 0x2000).orElseThrow();
      mapped.bytes().putLong(8, 0x1122_3344_5566_7788L);

      assertThat(file.map(0x1000, 16).getLong(8)).isEqualTo(0x1122_3344_5566_7788L);
      assertThat(mapped.size()).isEqualTo(0x2000);
      assertThat(MemoryMap.covers(pid(), mapped.address(), 0x2000, true)).isTrue();
      assertThat(kernel.mmap(file.descriptor(), 1, 0x1000)).isEmpty();

      long address = mapped.address();
      mapped.close();
      mapped.close();
      assertThat(MemoryMap.of(pid(), address, 0x2000))
          .noneMatch(range -> range.file().contains(inode(file)));
    }
  }

  private static int pid() {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  private String inode(MemoryFile file) {
    try {
      Path link = Path.of("/proc/self/fd/" + file.descriptor());
      return " " + Files.getAttribute(link, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void listsADirectoryWithoutItselfAndItsParent() throws IOException {
    Files.createFile(directory.resolve("ä"));
    Files.createDirectory(directory.resolve("b"));

    assertThat(kernel.list(directory.toString())).containsExactlyInAnyOrder("ä", "b");
    assertThat(kernel.list("/no/such/directory")).isEmpty();
    assertThat(kernel.list(directory + "\0")).isEmpty();
    assertThat(kernel.list("/proc")).contains("self", Integer.toString(pid()));
  }

  @Test
  void readsLinks() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("no/where"));

    assertThat(kernel.readlink(link.toString())).hasValue("no/where");
    assertThat(kernel.readlink("/proc/self")).hasValue(Integer.toString(pid()));
    assertThat(kernel.readlink(directory.toString())).isEmpty();
    assertThat(kernel.readlink("/proc/self\0")).isEmpty();
  }

  @Test
  void theNativeEdgeIsThisAndNoMore() {
    Set<String> functions = new TreeSet<>();
    for (Method method : LibC.class.getDeclaredMethods()) {
      if (Modifier.isNative(method.getModifiers())) {
        functions.add(method.getName());
      }
    }
    assertThat(functions)
        .containsExactlyInAnyOrder(
            // Of the real kernel interface.
            "open",
            "close",
            "fcntl",
            "ioctl",
            "pread",
            "pwrite",
            "fsync",
            "poll",
            "mmap",
            "munmap",
            "opendir",
            "readdir",
            "closedir",
            "readlink",
            "syscall",
            // Of the emulated device, which reaches into the processes that use it.
            "memfd_create",
            "ftruncate",
            "fallocate",
            "prctl",
            "process_vm_readv",
            "process_vm_writev");
  }

  @Test
  void callsByNumberAreTheTwoOfProcessDescriptors() throws IllegalAccessException {
    Map<String, Long> numbers = new TreeMap<>();
    for (var field : LibC.class.getDeclaredFields()) {
      if (field.getName().startsWith("SYS_")) {
        numbers.put(field.getName(), field.getLong(null));
      }
    }
    assertThat(numbers).isEqualTo(Map.of("SYS_PIDFD_OPEN", 434L, "SYS_PIDFD_GETFD", 438L));
  }
}
