        .word 1 2
        .ascii 5
        .org
