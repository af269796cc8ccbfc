loop:   jump lop
        .equ size, sise + 1
        jump nowhere
