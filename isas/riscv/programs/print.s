# Prints a line from M-mode, and stays where it is.

        .org    0x8000_0000
start:  auipc   t0, 15                  # the console is fifteen pages behind the start
        auipc   a0, 0
here:   addi    a0, a0, line - here + 4
next:   lbu     t1, 0(a0)
        beq     t1, zero, done
        sb      t1, 0(t0)
        addi    a0, a0, 1
        jal     zero, next
done:   jal     zero, .

line:   .string "Hello from M-mode\n"
