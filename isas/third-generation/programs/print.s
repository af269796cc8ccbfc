# Prints a line, and halts.

        .equ    console, 0xFFF

        .org    2
        li      r0, 0                   # the end of a text
        li      r2, line
next:   load    r1, 0(r2)
        jump_if_equal r1, r0, done
        store   r1, console
        addi    r2, r2, 1
        jump    next
done:   halt

line:   .string "Hello from the third generation\n"
