# Goes to user mode, and counts there for ever.
#
# Nothing but an interrupt gets the processor back, and after one it goes on.

        .equ    SUPERVISOR, 0x1_0000_0000_0000
        .equ    P, 0x1_0000_0000
        .equ    L, 0x1_0000
        .equ    everything, 0xFFFF

        .org    1
        .word   SUPERVISOR + trap * P + everything      # what a trap loads

        lpsw    user
trap:   lpsw    0                       # the old PSW

user:   .word   window * L + 0x10

# Addresses in it are relative to the window.

        .org    0x20
window: addi    r1, r1, 1
        jump    0
