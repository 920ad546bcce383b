package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.VmCreateLayout;
import org.gpugdb.backend.uapi.VmCreateLayout.VmCreate;
import org.gpugdb.backend.uapi.VmDestroyLayout;

/** The requests that make, fill and destroy address spaces. */
final class VmRequests {
  private static final int FLAGS =
      VmCreateLayout.FLAG_SCRATCH_PAGE
          | VmCreateLayout.FLAG_LR_MODE
          | VmCreateLayout.FLAG_FAULT_MODE;

  private final EmulatedKernel kernel;
  private long handles;

  VmRequests(EmulatedKernel kernel) {
    this.kernel = kernel;
  }

  int create(DrmCall call) throws ErrnoException {
    VmCreate args = VmCreateLayout.decode(call.argument());
    require(args.extensions() == 0 && (args.flags() & ~FLAGS) == 0, Errno.EINVAL);
    boolean longRunning = (args.flags() & VmCreateLayout.FLAG_LR_MODE) != 0;
    boolean faults = (args.flags() & VmCreateLayout.FLAG_FAULT_MODE) != 0;
    boolean scratch = (args.flags() & VmCreateLayout.FLAG_SCRATCH_PAGE) != 0;
    require(!faults || (longRunning && !scratch), Errno.EINVAL);
    handles++;
    Vm vm = new Vm(call.file(), longRunning, kernel.device().createAddressSpace(handles));
    call.argument().putInt(VmCreateLayout.VM_ID_OFFSET, call.file().vms().add(vm));
    call.file().tellDebugger(session -> session.vmCreated(vm));
    return 0;
  }

  /** Mappings that die with the address space are not reported. */
  int destroy(DrmCall call) throws ErrnoException {
    int id = VmDestroyLayout.decode(call.argument()).vmId();
    Vm vm = call.file().vms().get(id, Errno.ENOENT);
    require(!vm.hasQueues(), Errno.EBUSY);
    call.file().vms().remove(id, Errno.ENOENT);
    call.file().tellDebugger(session -> session.vmDestroyed(vm));
    vm.destroy();
    return 0;
  }

  int bind(DrmCall call) throws ErrnoException {
    BindRequest request = BindRequest.parse(call, kernel.fences(), kernel.dialect());
    request.ops().forEach(op -> op.apply(request.vm(), call.caller().memory().pages()));
    kernel
        .eudebug()
        .session(call.file())
        .ifPresentOrElse(
            session -> session.bound(request), () -> request.fence().ifPresent(UserFence::signal));
    return 0;
  }
}
