# Has no handler for its traps: the PSW that a trap loads points at a word that is no instruction, which traps, for ever.

        .equ    SUPERVISOR, 0x1_0000_0000_0000
        .equ    P, 0x1_0000_0000
        .equ    everything, 0xFFFF

        .org    1
        .word   SUPERVISOR + nothing * P + everything   # what a trap loads

        svc     0
nothing: .word  0xFFFF_FFFF_FFFF_FFFF
