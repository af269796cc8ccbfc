; Adds two numbers of eight decimal digits, two digits in a byte, and halts: 12345678 + 87654399 = 1 00000077.

        .org    0
        .word   stack, start

        .org    0x400
start:  lea     (first + 4).l, a0
        lea     (second + 4).l, a1
        moveq   #3, d0
        move.w  #4, ccr                 ; Z set and X clear, as a sum of several bytes begins
loop:   abcd    -(a0), -(a1)
        dbf     d0, loop
        scs     (carry).l               ; the carry of the highest digits
        seq     (zero).l
        stop    #0x2700

        .equ    stack, 0x1000
first:  .byte   0x12, 0x34, 0x56, 0x78
second: .byte   0x87, 0x65, 0x43, 0x99
carry:  .byte   0
zero:   .byte   0
