start:  lod r1, here
here:   .word 1
        (5)
