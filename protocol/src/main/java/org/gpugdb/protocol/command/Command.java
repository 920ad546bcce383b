package org.gpugdb.protocol.command;

/**
 * One request of a client.
 *
 * <p>Addresses are unsigned 64-bit, sizes are in bytes. See the GDB manual, "Packets" and "General
 * Query Packets", and LLDB's "GDB Remote Protocol Extensions".
 */
public sealed interface Command
    permits BreakpointCommand,
        FileCommand,
        MemoryCommand,
        ProcessCommand,
        RegisterCommand,
        ResumeCommand,
        SessionCommand,
        ThreadCommand,
        TraceCommand,
        UnknownCommand {}
