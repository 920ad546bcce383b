package org.gpugdb.backend.emulated.kernel;

import java.util.Optional;
import org.gpugdb.backend.uapi.DebugDataOps;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/** One operation of VM_BIND, checked: it can be applied without fail. */
sealed interface BindOp permits MappingOp, DebugDataOp {
  /** Checks an operation as the driver does, and looks up what it names. */
  static BindOp check(VmBindOp args, Vm vm, DrmCall call, Dialect dialect) throws ErrnoException {
    Optional<DebugDataOps> ops = dialect.debugDataOps().filter(o -> o.contains(args.op()));
    return ops.isPresent()
        ? DebugDataOp.check(args, vm, call, ops.get())
        : MappingOp.check(args, vm, call, dialect);
  }

  void apply(Vm vm, ProcessPages pages);
}
