# Sees whether it runs on a virtual machine. For the variant `popf`.
#
# In supervisor mode `popf` loads the interrupt flag too. A guest believes to be in supervisor mode and is not: nothing traps, and the flag stays.

        .org    2
        li      r1, 3                   # both flags
        popf    r1
        halt
