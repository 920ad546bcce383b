/**
 * The binary interface between a GPU driver's user space, its debugger and the kernel: struct
 * layouts, request numbers and memory areas. Constants and pure encoders only; shared by both sides
 * of {@link org.gpugdb.backend.kernel.KernelInterface}. Depends on the JDK only.
 */
@NullMarked
package org.gpugdb.backend.uapi;

import org.jspecify.annotations.NullMarked;
