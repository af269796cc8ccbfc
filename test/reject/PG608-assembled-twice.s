        nop
        nop
        .org 1
        halt
