package org.gpugdb.backend.spi;

/** One thread that has stopped, where and why. */
public record ThreadStop(ThreadId thread, long pc, StopCause cause) {}
