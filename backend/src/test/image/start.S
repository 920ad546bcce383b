# Start-up code without a C library, for any number of hardware threads: each runs main on a stack
# of its own and ends with main's result, ecall 93.

        .cfi_sections .debug_frame
        .section .text.start, "ax", @progbits
        .globl  _start
        .type   _start, @function
_start:
        .cfi_startproc
        .cfi_undefined ra
        lui     t0, 0x6                 # mstatus.FS = dirty: floating point on
        csrs    mstatus, t0
        csrr    t0, mhartid
        slli    t0, t0, 12              # 4 KiB of stack for each thread
        la      sp, __stack_top
        sub     sp, sp, t0
        li      ra, 0
        call    main
        li      a7, 93
        ecall
1:      j       1b
        .cfi_endproc
        .size   _start, . - _start
