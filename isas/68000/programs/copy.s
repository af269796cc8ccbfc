; Copies eight words and halts: STOP waits for an interrupt that never comes.
;
; The processor starts with the stack pointer in the first long word and the program counter in the second.
; As storage units are bytes, .half is a word of two of them and .word a long word of four.

        .org    0
        .word   stack, start

        .org    0x400
start:  lea     (from).l, a0
        lea     (to).l, a1
        moveq   #count - 1, d0
loop:   move.w  (a0)+, (a1)+
        dbf     d0, loop
        stop    #0x2700

        .equ    count, 8
        .equ    stack, 0x1000
from:   .half   1, 1, 2, 3, 5, 8, 13, 21
to:     .space  2 * count
