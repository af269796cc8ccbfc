# Copies eight words, one after the other, and halts.
#
# The machine starts at address 2 in supervisor mode; words 0 and 1 are the PSWs of traps, which this program does not expect.

        .org    2
        li      r1, 0                   # how many are copied
        li      r2, count
loop:   load    r3, from(r1)
        store   r3, to(r1)
        addi    r1, r1, 1
        jump_if_less r1, r2, loop
        halt

        .equ    count, 8
from:   .word   1, 1, 2, 3, 5, 8, 13, 21
to:     .space  count
