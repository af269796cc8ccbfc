# A kernel that takes the processor away: two processes share it by a timer. For the variant `timer`.
#
# Each process runs in user mode, in a window of its own. Its system calls are `svc 0`, which gives the turn away, `svc 1`, which ends the
# process, and `svc 2`, which prints the character in r1. Every other trap of its own making ends it. When both have ended the kernel halts.

# A PSW has the mode in bit 48, P in bits 47 to 32, the relocation in bits 31 to 16 and the bounds in bits 15 to 0.

        .equ    SUPERVISOR, 1 << 48
        .equ    P, 1 << 32
        .equ    L, 1 << 16
        .equ    everything, 0xFFFF
        .equ    old, 0                  # where a trap puts the PSW
        .equ    vector, 1               # what it loads
        .equ    console, 0xFFF
        .equ    quantum, 300            # instructions, the kernel's among them

        .org    vector
        .word   SUPERVISOR + trap * P + everything

# The machine starts here, at address 2, in supervisor mode.

start:  li      r6, hello
        call    r5, print
        jump    dispatch

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
        load    r0, old
        store   r0, 0(r7)

# A trap does not tell its cause, so look at the instruction. It lies in storage at the relocation plus P, if P is below the bounds.

        load    r6, low_bits
        li      r1, 32
        shift_right r2, r0, r1
        and     r2, r2, r6              # P
        li      r1, 16
        shift_right r3, r0, r1
        and     r3, r3, r6              # relocation
        and     r4, r0, r6              # bounds
        jump_if_less r2, r4, inside
        jump    other
inside: add     r2, r2, r3
        load    r2, 0(r2)
        load    r1, supervisor_call
        sub     r2, r2, r1              # n of `svc n`
        li      r1, 3
        jump_if_less r2, r1, service

# No system call: the timer has interrupted the process, or it did what it may not.
#
# The timer tells, which cannot be read: it interrupts user mode as long as it stands at zero. So go to user mode in a window with a `nop` and an
# `svc`. If the trap saves the address of the `nop`, the time was over already. A process that did wrong when little time was left, which has
# run out since, is taken for an interrupted one; it is tried again at the same instruction in its next turn, and then there is time enough.

other:  load    r1, trap_is_answer
        store   r1, vector
        lpsw    question
answer: load    r1, trap_is_trap
        store   r1, vector
        load    r0, old
        load    r1, question
        jump_if_equal r0, r1, switch

        li      r6, killed
        call    r5, print
        jump    end

# System calls. The process goes on behind the instruction.

service:
        load    r1, one_instruction
        add     r0, r0, r1
        store   r0, 0(r7)
        li      r1, 1
        jump_if_less r2, r1, switch
        jump_if_equal r2, r1, exit
        load    r1, 2(r7)
        li      r2, 0xFF
        and     r1, r1, r2
        store   r1, console
        jump    resume                  # what is left of its time is still its own

exit:   li      r6, ended
        call    r5, print
end:    li      r1, 0                   # a process that has ended has no PSW
        store   r1, 0(r7)

# The turn goes to the other process if it has not ended, else it stays, if this one has not.

switch: load    r1, others
        sub     r1, r1, r7
        load    r2, 0(r1)
        li      r3, 0
        jump_if_not_equal r2, r3, chosen
        move    r1, r7
        load    r2, 0(r1)
        jump_if_not_equal r2, r3, chosen
        li      r6, done
        call    r5, print
        halt
chosen: store   r1, running

dispatch:
        li      r1, quantum
        set_timer r1
resume: load    r7, running
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

# Prints the text at r6, up to a zero. Uses r0 and r1, and goes back to r5.

print:  li      r0, 0
letter: load    r1, 0(r6)
        jump_if_equal r1, r0, printed
        store   r1, console
        addi    r6, r6, 1
        jump    letter
printed: jump   r5

hello:  .string "two processes\n"
ended:  .string "[ended]"
killed: .string "[killed]"
done:   .string "\nall done\n"

low_bits:        .word 0xFFFF
one_instruction: .word P
supervisor_call: svc   0                # as it stands in storage
trap_is_trap:    .word SUPERVISOR + trap * P + everything
trap_is_answer:  .word SUPERVISOR + answer * P + everything

question: .word window * L + 2
window: nop
        svc     0

running: .word  block_a                 # block of the process whose turn it is
others:  .word  block_a + block_b       # less a block: the other block
spare:   .word  0
next_psw: .word 0

# A block: PSW, and registers 0 to 7.

block_a: .word  first * L + size
        .word   0, 0, 0, 0, 0, 0, 0, 0
block_b: .word  second * L + size
        .word   0, 0, 0, 0, 0, 0, 0, 0

# The processes. Addresses in them are relative to their windows. Neither gives its turn away.

        .equ    size, 0x20

# Prints twenty times, and works in between.

        .org    0x200
first:  li      r2, 20
        li      r0, 0
        li      r1, 'a'
first_letter:
        svc     2
        li      r3, 10
first_work:
        addi    r3, r3, -1
        jump_if_not_equal r3, r0, first_work - first
        addi    r2, r2, -1
        jump_if_not_equal r2, r0, first_letter - first
        svc     1

# Prints eight times in the same way, and then writes a word behind its window.

        .org    0x220
second: li      r2, 8
        li      r0, 0
        li      r1, 'b'
second_letter:
        svc     2
        li      r3, 10
second_work:
        addi    r3, r3, -1
        jump_if_not_equal r3, r0, second_work - second
        addi    r2, r2, -1
        jump_if_not_equal r2, r0, second_letter - second
        store   r1, size
        svc     2                       # is never reached
