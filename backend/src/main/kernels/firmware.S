# The firmware of the emulated GPU: what a hardware thread executes outside of kernels.
#
# The dispatcher starts a work-item at _thread_entry with the kernel's address in t0, the kernel's
# arguments in a0-a7 and fa0-fa7 (calling convention lp64d), sp at the top of the private stack
# (a multiple of 16) and ra = gp = tp = 0.
#
# The control and status registers are described in README.md. EOT is a plain csrw, not an .insn:
# only real instructions get a row in the line table, and `finish` out of a kernel wants to land on it.

        .file "firmware.S"
        .cfi_sections .debug_frame
        .text

# Where an idle hardware thread is. Debuggers show it when no work is resident.
        .globl  gpu_idle
        .type   gpu_idle, @function
        .p2align 2
gpu_idle:
        .cfi_startproc
        .cfi_undefined ra
        wfi
        j       gpu_idle
        .cfi_endproc
        .size   gpu_idle, . - gpu_idle

# Calls the kernel. `ra` is undefined here, which tells a debugger that a backtrace ends.
        .globl  _thread_entry
        .type   _thread_entry, @function
        .p2align 2
_thread_entry:
        .cfi_startproc
        .cfi_undefined ra
        jalr    ra, 0(t0)
        .cfi_endproc
        .size   _thread_entry, . - _thread_entry

# The kernel returns to this instruction, and the hardware thread ends with it.
        .globl  _thread_end
        .type   _thread_end, @function
_thread_end:
        .cfi_startproc
        .cfi_undefined ra
        csrw    0x8c0, zero             # EOT: end of thread
        .cfi_endproc
        .size   _thread_end, . - _thread_end
