        load r1 here
here:   move r1, r2, r3
        nop 1
        move r1, 5
