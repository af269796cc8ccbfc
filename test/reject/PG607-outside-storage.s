        .org 65536
        nop
