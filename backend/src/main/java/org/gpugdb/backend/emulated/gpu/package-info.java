/**
 * The emulated GPU as hardware: address spaces, buffer objects, execution contexts, dispatch of
 * work-groups onto hardware threads, the system routine with its state save area, attention and
 * page faults.
 *
 * <p>It knows nothing of processes, file descriptors, ioctls, events or debuggers; the emulated
 * kernel drives it through {@link org.gpugdb.backend.emulated.gpu.GpuDevice} and hears of it
 * through {@link org.gpugdb.backend.emulated.gpu.GpuListener}. Instructions are executed by {@code
 * emulated.rv}.
 *
 * <p>Threads: public classes are thread-safe unless they say otherwise. Each worker owns whole
 * subslices: only it changes their thread slots; others leave requests in atomic words and wake it.
 * Depends on {@code emulated.rv} and {@code uapi}.
 */
@NullMarked
package org.gpugdb.backend.emulated.gpu;

import org.jspecify.annotations.NullMarked;
