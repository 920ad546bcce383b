/**
 * The instruction-set core of the emulated GPU: RV64IMAFD with Zicsr and Zifencei, one hardware
 * thread at a time.
 *
 * <p>The core is the pure machine: registers, decoding, execution, and memory through {@link
 * org.gpugdb.backend.emulated.rv.GuestMemory}. It knows nothing of kernels, dispatch, scheduling or
 * debuggers; whoever owns those calls {@link org.gpugdb.backend.emulated.rv.Interpreter#run} for a
 * slice and acts on the returned {@link org.gpugdb.backend.emulated.rv.Exit}.
 *
 * <p>Threads: an {@code Interpreter} belongs to one worker; a {@code HardwareThread} belongs to the
 * worker that runs it and may be touched by others only between slices, with a happens-before edge
 * made by the owner. {@code CodePage} and {@code GuestPage} are immutable and shared freely. The
 * package depends on the JDK only.
 */
@NullMarked
package org.gpugdb.backend.emulated.rv;

import org.jspecify.annotations.NullMarked;
