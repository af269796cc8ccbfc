# Prints a line from M-mode, and stays where it is.

        .equ    console, 0x8000_F000

        .org    0x8000_0000
        auipc   t0, console - . >> 12   # the beginning of its page
        auipc   a0, 0
here:   addi    a0, a0, line - here + 4
next:   lbu     t1, 0(a0)
        beq     t1, zero, done
        sb      t1, 0(t0)
        addi    a0, a0, 1
        jal     zero, next
done:   jal     zero, .

line:   .string "Hello from M-mode\n"
