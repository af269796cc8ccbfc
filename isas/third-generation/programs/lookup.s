# Looks up the names of three numbers in a table of pairs, and halts. A number that the table lacks gives zero.

        .org    2
        li      r6, 0                   # which question
next:   load    r1, questions(r6)
        call    r7, lookup
        store   r2, answers(r6)
        addi    r6, r6, 1
        li      r1, 3
        jump_if_less r6, r1, next
        halt

# The value for key r1 in r2. Uses r3, r4 and r5.
lookup: li      r3, 0
        li      r5, entries + entries
again:  load    r4, table(r3)
        jump_if_equal r4, r1, found
        addi    r3, r3, 2
        jump_if_less r3, r5, again
        li      r2, 0
        jump    r7
found:  load    r2, table + 1(r3)
        jump    r7

        .equ    entries, 4
table:  .word   10, 'x'
        .word   50, 'l'
        .word   100, 'c'
        .word   500, 'd'

questions: .word 100, 7, 10
answers:   .space 3
