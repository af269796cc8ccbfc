        nop
        .org behind
here:   .equ behind, here + 1
