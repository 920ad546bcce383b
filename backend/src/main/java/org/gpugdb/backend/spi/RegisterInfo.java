package org.gpugdb.backend.spi;

/**
 * One register of a hardware thread.
 *
 * @param number the RSP register number; also its index in {@link DeviceInfo#registers()}
 * @param name GDB's name
 * @param bits width; a multiple of 8
 * @param type GDB target-description type, such as {@code int}, {@code code_ptr}, {@code
 *     ieee_double}, or a type that {@code feature} defines
 * @param feature GDB target-description feature the register belongs to
 * @param writable whether a debugger may change it
 */
public record RegisterInfo(
    int number, String name, int bits, String type, String feature, boolean writable) {}
