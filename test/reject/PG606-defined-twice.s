loop:   jump loop
loop:   jump loop
        .equ size, 1
        .equ size, 2
