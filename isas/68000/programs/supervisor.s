; A supervisor and two processes that take turns in user mode.
;
; TRAP 0 gives the turn to the other process. TRAP 1 ends the process, and so does a privilege violation.
; When both have ended the supervisor halts.

        .org    0
        .word   stack, start
        .org    0x20
        .word   end                             ; privilege violation
        .org    0x80
        .word   yield, end                      ; TRAP 0 and TRAP 1

        .org    0x400
start:  movea.l #block_a, a0
        bra.s   dispatch

; A block: status register and program counter as RTE takes them, a word of nothing, D0 to D7 and A0 to A6, the user stack pointer, and the
; block of the process that comes next.

        .equ    registers, 8
        .equ    saved_a0, registers + 32
        .equ    user_sp, registers + 60
        .equ    other, registers + 64
        .equ    all, 0x7FFF
        .equ    stack, 0x1000

yield:  move.l  a0, -(a7)
        movea.l (running).l, a0
        movem.l #all, registers(a0)
        move.l  (a7)+, saved_a0(a0)
        move.w  (a7)+, (a0)
        move.l  (a7)+, 2(a0)
        move.l  usp, a1
        move.l  a1, user_sp(a0)
        movea.l other(a0), a0

dispatch:
        addq.w  #1, (turns).l
        move.l  a0, (running).l
        movea.l user_sp(a0), a1
        move.l  a1, usp
        move.l  2(a0), -(a7)
        move.w  (a0), -(a7)
        movem.l registers(a0), #all
        rte

; A process that has ended comes no more: the other one is its own successor, and if it has already been that was the last.

end:    addq.l  #6, a7
        movea.l (running).l, a0
        movea.l other(a0), a1
        cmpa.l  a0, a1
        beq.s   halt
        move.l  a1, other(a1)
        movea.l a1, a0
        bra.s   dispatch
halt:   stop    #0x2700

running: .word  0
turns:   .half  0

block_a: .half  0                               ; user mode
         .word  first
         .half  0
         .space 60
         .word  0x2000, block_b
block_b: .half  0
         .word  second
         .half  0
         .space 60
         .word  0x3000, block_a

; Pushes 1 to 4 on its stack and gives the turn away after each.

        .org    0x600
first:  moveq   #0, d0
again:  addq.w  #1, d0
        move.w  d0, -(a7)
        trap    #0
        cmpi.w  #4, d0
        bne.s   again
        trap    #1

; Pushes 5, 10 and 15 in the same way, and then asks for what only the supervisor may.

        .org    0x700
second: moveq   #0, d0
        moveq   #2, d1
next_5: addq.w  #5, d0
        move.w  d0, -(a7)
        trap    #0
        dbf     d1, next_5
        move.w  #0x2700, sr
        move.w  d0, -(a7)                       ; is never reached
