/**
 * The cut between the debugger and the GPU: exactly what a Linux kernel offers to a process.
 *
 * <p>{@link org.gpugdb.backend.kernel.KernelInterface} has two providers, the real kernel (through
 * {@code backend.os}) and the emulated one ({@code backend.emulated.kernel}), and two users, the
 * debugger ({@code backend.eudebug}) and the GPU client ({@code backend.driver}). Only bytes, file
 * descriptors and error numbers cross it.
 */
@NullMarked
package org.gpugdb.backend.kernel;

import org.jspecify.annotations.NullMarked;
