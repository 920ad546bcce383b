/**
 * Whether a real GPU of this machine could be debugged: reads what the kernel shows in {@code
 * /dev}, {@code /sys} and {@code /proc}, and says what is missing and how to mend it. Changes
 * nothing, opens no device.
 *
 * <p>Depends on {@code uapi} for the dialects' names. Every class is immutable.
 */
@NullMarked
package org.gpugdb.backend.doctor;

import org.jspecify.annotations.NullMarked;
