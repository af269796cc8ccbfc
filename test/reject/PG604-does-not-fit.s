        move r8, r0
        li r1, 1000000000000
        load r1, 65536
        load r1, -40000
        .word 99999999999999999999
        .align 0
