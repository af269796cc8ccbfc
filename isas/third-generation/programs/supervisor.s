# A supervisor and two processes that take turns.
#
# Each process runs in user mode, in a window of its own. `svc 0` gives the turn to the other process, `svc 1` ends the process, and so does every
# other trap. When both have ended the supervisor halts.

# A PSW has the mode in bit 48, P in bits 47 to 32, the relocation in bits 31 to 16 and the bounds in bits 15 to 0.

        .equ    SUPERVISOR, 0x1_0000_0000_0000
        .equ    P, 0x1_0000_0000
        .equ    L, 0x1_0000
        .equ    everything, 0xFFFF

        .org    1
        .word   SUPERVISOR + trap * P + everything      # what a trap loads

# The machine starts here, at address 2, in supervisor mode.

start:  jump    dispatch

# A trap. The registers are the process's until they are saved in its block, so one of them waits in a word of its own.

trap:   store   r7, spare
        load    r7, running
        store   r0, 1(r7)
        store   r1, 2(r7)
        store   r2, 3(r7)
        store   r3, 4(r7)
        store   r4, 5(r7)
        store   r5, 6(r7)
        store   r6, 7(r7)
        load    r0, spare
        store   r0, 8(r7)
        load    r0, 0                   # the old PSW: behind the instruction, if the process goes on
        load    r1, one_instruction
        add     r1, r0, r1
        store   r1, 0(r7)

# Which instruction was it? It lies in storage at the relocation plus P, if P is below the bounds.

        load    r6, low_bits
        li      r1, 32
        shift_right r2, r0, r1
        and     r2, r2, r6              # P
        li      r1, 16
        shift_right r3, r0, r1
        and     r3, r3, r6              # relocation
        and     r4, r0, r6              # bounds
        jump_if_less r2, r4, inside
        jump    end
inside: add     r2, r2, r3
        load    r2, 0(r2)
        load    r1, yield
        jump_if_equal r1, r2, switch

end:    li      r1, 0                   # a process that has ended has no PSW
        store   r1, 0(r7)

# The turn goes to the other process if it has not ended, else it stays, if this one has not.

switch: load    r1, turns
        addi    r1, r1, 1
        store   r1, turns
        load    r1, others
        sub     r1, r1, r7
        load    r2, 0(r1)
        li      r3, 0
        jump_if_not_equal r2, r3, chosen
        move    r1, r7
        load    r2, 0(r1)
        jump_if_not_equal r2, r3, chosen
        halt
chosen: store   r1, running

dispatch:
        load    r7, running
        load    r0, 0(r7)
        store   r0, next_psw
        load    r0, 1(r7)
        load    r1, 2(r7)
        load    r2, 3(r7)
        load    r3, 4(r7)
        load    r4, 5(r7)
        load    r5, 6(r7)
        load    r6, 7(r7)
        load    r7, 8(r7)
        lpsw    next_psw

low_bits:        .word 0xFFFF
one_instruction: .word P
yield:           svc   0                # as it stands in storage

running: .word  block_a                 # block of the process whose turn it is
others:  .word  block_a + block_b       # less a block: the other block
turns:   .word  0
spare:   .word  0
next_psw: .word 0

# A block: PSW, and registers 0 to 7.

block_a: .word  first * L + size
        .word   0, 0, 0, 0, 0, 0, 0, 0
block_b: .word  second * L + size
        .word   0, 0, 0, 0, 0, 0, 0, 0

# The processes. Addresses in them are relative to their windows.

        .equ    size, 0x20

# Writes 1, 2, 3, 4 and gives the turn away after each.

        .org    0x100
first:  li      r1, 0
        li      r2, 4
first_loop:
        addi    r1, r1, 1
        store   r1, 0x10 - 1(r1)
        svc     0
        jump_if_less r1, r2, first_loop - first
        svc     1

# Writes 5, 10, 15 in the same way, and then a word outside its window.

        .org    0x140
second: li      r1, 0
        li      r2, 3
        li      r3, 0
second_loop:
        addi    r3, r3, 5
        store   r3, 0x10(r1)
        svc     0
        addi    r1, r1, 1
        jump_if_less r1, r2, second_loop - second
        store   r3, size
        jump    0                       # is never reached
