package org.gpugdb.backend.eudebug;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gpugdb.backend.emulated.kernel.InterposedKernel;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;

/** Another kernel, and in which order it was asked for what matters to GPU caches. */
final class RecordingKernel extends InterposedKernel {
  /** Calls that have succeeded: {@code pwrite}, {@code fsync}, {@code ack}, {@code resume}. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  RecordingKernel(KernelInterface kernel) {
    super(kernel);
  }

  private long note(String call, long result) {
    if (result >= 0) {
      calls.add(call);
    }
    return result;
  }

  @Override
  public int ioctl(int fd, long request, UserBlock argument) {
    Optional<DebugRequest> known = Dialect.PRELIM.request(request);
    boolean resume =
        known.filter(DebugRequest.EU_CONTROL::equals).isPresent()
            && Dialect.PRELIM.structs().euControl().decode(argument.bytes()).cmd()
                == EuControlLayout.RESUME;
    int result = super.ioctl(fd, request, argument);
    if (resume) {
      note("resume", result);
    } else if (known.filter(DebugRequest.ACK_EVENT::equals).isPresent()) {
      note("ack", result);
    }
    return result;
  }

  @Override
  public long pwrite(int fd, UserBlock from, long offset) {
    return note("pwrite", super.pwrite(fd, from, offset));
  }

  @Override
  public int fsync(int fd) {
    return (int) note("fsync", super.fsync(fd));
  }
}
