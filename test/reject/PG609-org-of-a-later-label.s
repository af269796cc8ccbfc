        nop
        .org later - 1
later:  nop
