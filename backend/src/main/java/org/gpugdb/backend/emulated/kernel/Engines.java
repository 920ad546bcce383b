package org.gpugdb.backend.emulated.kernel;

import java.util.List;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout.EngineClassInstance;

/** The engines of the device, all of its only GT. */
final class Engines {
  static final EngineClassInstance COMPUTE =
      new EngineClassInstance(EngineClassInstanceLayout.COMPUTE, 0, 0);
  static final EngineClassInstance COPY =
      new EngineClassInstance(EngineClassInstanceLayout.COPY, 0, 0);

  /** What queries report. */
  static final List<EngineClassInstance> ALL = List.of(COMPUTE, COPY);

  private static final EngineClassInstance BIND =
      new EngineClassInstance(EngineClassInstanceLayout.VM_BIND, 0, 0);

  private Engines() {}

  /** Whether a queue can be placed there: an engine, or the driver's own for binds. */
  static boolean exists(EngineClassInstance engine) {
    return ALL.contains(engine) || BIND.equals(engine);
  }
}
