/**
 * The GPU client's side: a small driver library in the shape of a compute runtime.
 *
 * <p>It speaks to the GPU only through {@link org.gpugdb.backend.kernel.KernelInterface} with the
 * layouts of {@code uapi}, as a runtime on Linux does, and prepares everything a debugger needs:
 * state save area, debug area, ELF files as metadata, user fences on binds that load code. It
 * blocks where a real driver blocks: in a bind whose fence a debugger holds, and in a full event
 * queue.
 *
 * <p>The emulated kernel may be in this process or, through {@link
 * org.gpugdb.backend.driver.RemoteKernel}, in another one; {@link
 * org.gpugdb.backend.driver.HostMain} is a host process of the latter kind.
 *
 * <p>{@link org.gpugdb.backend.driver.GpuClient} is one open device file with one address space and
 * one queue; a {@link org.gpugdb.backend.driver.Program} is what a host process does with it.
 * Classes are confined to the thread that uses them unless they say otherwise.
 */
@NullMarked
package org.gpugdb.backend.driver;

import org.jspecify.annotations.NullMarked;
