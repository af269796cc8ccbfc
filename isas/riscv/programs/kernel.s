# A kernel for RV64: two processes share the hart by a timer, each in an address space of its own. For SSTC = 1.
#
# M-mode delegates what it can and goes down to S-mode. The S-mode kernel builds the page tables (Sv39) and runs the processes in U-mode. Their system
# calls are ECALLs with a number in a7: 0 gives the turn away, 1 ends the process, 2 prints the character in a0. Every other exception ends the
# process. When both have ended the kernel waits for ever.

        .equ    kernel, 0x8000_0000     # where the hart starts
        .equ    console, 0x8000_F000
        .equ    free, 0x8001_0000       # pages from here on are nobody's
        .equ    page, 4096
        .equ    quantum, 600            # ticks, the kernel's among them

# What the CSR instructions and page tables are made of.

        .equ    MPP_S, 1 << 11          # mstatus: MRET goes to S-mode
        .equ    SPP, 1 << 8             # sstatus: SRET goes to S-mode
        .equ    STI, 1 << 5             # the timer interrupt of S-mode, in mideleg and sie
        .equ    TM, 1 << 1              # mcounteren: S-mode may read the time
        .equ    exceptions, 0xB1FF      # medeleg: all but ECALLs from S-mode and M-mode
        .equ    leaf, 0xC1              # page table entry: V, A and D
        .equ    R, 2
        .equ    W, 4
        .equ    X, 8
        .equ    U, 0x10

# M-mode. gp is the beginning of the kernel throughout, and `name - kernel(gp)` a word of it.

        .org    kernel
        auipc   gp, 0
        addi    t0, gp, machine_trap - kernel
        csrrw   zero, mtvec, t0
        ld      t0, delegated - kernel(gp)
        csrrw   zero, medeleg, t0
        addi    t0, zero, STI
        csrrw   zero, mideleg, t0
        addi    t0, zero, TM
        csrrw   zero, mcounteren, t0
        ld      t0, stce - kernel(gp)
        csrrw   zero, menvcfg, t0       # stimecmp is there for S-mode
        ld      t0, mpp - kernel(gp)
        csrrw   zero, mstatus, t0
        addi    t0, gp, supervisor - kernel
        csrrw   zero, mepc, t0
        mret

# Nothing that is expected.

        .align  4
machine_trap:
        jal     zero, .

# S-mode, without translation at first.

supervisor:
        addi    t0, gp, trap - kernel
        csrrw   zero, stvec, t0
        addi    t0, zero, STI
        csrrw   zero, sie, t0           # in S-mode sstatus.SIE = 0: interrupts come in U-mode only
        ld      s0, first_free - kernel(gp)
        addi    s1, gp, block_a - kernel
        ld      a1, first_at - kernel(gp)
        jal     ra, make_process
        addi    s1, gp, block_b - kernel
        ld      a1, second_at - kernel(gp)
        jal     ra, make_process
        addi    a0, gp, hello - kernel
        jal     ra, print
        addi    s1, gp, block_a - kernel
        jal     zero, dispatch

# Makes the address space of the process whose block is at s1 and whose program is the page at a1. The kernel is where it is in storage, and not the
# user's; the program is at `code` and a page of its own at `data`. s0 is the first free page.

        .equ    code, 0x1000
        .equ    data, 0x2000

make_process:
        addi    s2, ra, 0
        addi    s3, s0, 0               # the root
        ld      t0, one_page - kernel(gp)
        add     s0, s0, t0
        ld      t0, kernel_entry - kernel(gp)
        sd      t0, 16(s3)              # the third GiB, as one leaf
        addi    a2, zero, leaf | R | X | U
        ld      a0, code_at - kernel(gp)
        jal     ra, map
        addi    a1, s0, 0
        ld      t0, one_page - kernel(gp)
        add     s0, s0, t0
        addi    a2, zero, leaf | R | W | U
        ld      a0, data_at - kernel(gp)
        jal     ra, map
        srli    t0, s3, 12
        ld      t1, sv39 - kernel(gp)
        or      t0, t0, t1
        sd      t0, satp_of(s1)
        ld      t0, code_at - kernel(gp)
        sd      t0, pc_of(s1)
        jalr    zero, 0(s2)

# Maps the page at a0 of the address space whose root is s3 to the page of storage at a1, with the entry's low bits a2. Tables that are missing are made.

map:    addi    t0, s3, 0               # a table
        addi    t1, zero, 30            # the shift that leaves its index
level:  srl     t2, a0, t1
        andi    t2, t2, 0x1FF
        slli    t2, t2, 3
        add     t0, t0, t2              # an entry of it
        addi    t3, zero, 12
        beq     t1, t3, last
        ld      t2, 0(t0)
        bne     t2, zero, present
        srli    t2, s0, 2               # a new table: V alone
        ori     t2, t2, 1
        sd      t2, 0(t0)
        ld      t3, one_page - kernel(gp)
        add     s0, s0, t3
present:
        srli    t2, t2, 10
        slli    t0, t2, 12
        addi    t1, t1, -9
        jal     zero, level
last:   srli    t2, a1, 2
        or      t2, t2, a2
        sd      t2, 0(t0)
        jalr    zero, 0(ra)

# A trap from U-mode. sscratch has the block of the process that runs.

        .equ    pc_of, 0                # x1 to x31 follow, each at eight times its number
        .equ    satp_of, 256            # zero where the process has ended

        .align  4
trap:   csrrw   sp, sscratch, sp
        sd      x1, 8(sp)
        sd      x3, 24(sp)
        sd      x4, 32(sp)
        sd      x5, 40(sp)
        sd      x6, 48(sp)
        sd      x7, 56(sp)
        sd      x8, 64(sp)
        sd      x9, 72(sp)
        sd      x10, 80(sp)
        sd      x11, 88(sp)
        sd      x12, 96(sp)
        sd      x13, 104(sp)
        sd      x14, 112(sp)
        sd      x15, 120(sp)
        sd      x16, 128(sp)
        sd      x17, 136(sp)
        sd      x18, 144(sp)
        sd      x19, 152(sp)
        sd      x20, 160(sp)
        sd      x21, 168(sp)
        sd      x22, 176(sp)
        sd      x23, 184(sp)
        sd      x24, 192(sp)
        sd      x25, 200(sp)
        sd      x26, 208(sp)
        sd      x27, 216(sp)
        sd      x28, 224(sp)
        sd      x29, 232(sp)
        sd      x30, 240(sp)
        sd      x31, 248(sp)
        addi    s1, sp, 0
        csrrs   t0, sscratch, zero
        sd      t0, 16(s1)
        csrrs   s2, sepc, zero
        sd      s2, pc_of(s1)
        auipc   gp, 0
here:   addi    gp, gp, kernel - here + 4

# What it was: bit 63 of scause for an interrupt, and only the timer's is enabled; 8 for an ECALL from U-mode.

        csrrs   t0, scause, zero
        blt     t0, zero, switch
        addi    t1, zero, 8
        beq     t0, t1, service
        addi    a0, gp, killed - kernel
        jal     ra, print
        jal     zero, end

# System calls. The process goes on behind the instruction.

service:
        addi    s2, s2, 4
        sd      s2, pc_of(s1)
        beq     a7, zero, switch
        addi    t0, zero, 1
        beq     a7, t0, exit
        addi    t0, zero, 2
        beq     a7, t0, put
        addi    a0, gp, killed - kernel # there is no such call
        jal     ra, print
        jal     zero, end
put:    ld      t0, mailbox - kernel(gp)
        sb      a0, 0(t0)
        jal     zero, resume            # what is left of its time is still its own

exit:   addi    a0, gp, ended - kernel
        jal     ra, print
end:    sd      zero, satp_of(s1)

# The turn goes to the other process if it has not ended, else it stays, if this one has not.

switch: addi    t0, gp, block_a - kernel
        bne     s1, t0, other
        addi    t0, gp, block_b - kernel
other:  ld      t1, satp_of(t0)
        beq     t1, zero, same
        addi    s1, t0, 0
        jal     zero, dispatch
same:   ld      t1, satp_of(s1)
        bne     t1, zero, dispatch
        addi    a0, gp, done - kernel
        jal     ra, print
        csrrw   zero, sie, zero
        jal     zero, .

# Gives the process at s1 its time, and goes on with it.

dispatch:
        csrrs   t0, time, zero
        addi    t0, t0, quantum
        csrrw   zero, stimecmp, t0
resume: ld      t0, satp_of(s1)
        csrrw   zero, satp, t0
        sfence.vma zero, zero
        ld      t0, pc_of(s1)
        csrrw   zero, sepc, t0
        addi    t0, zero, SPP
        csrrc   zero, sstatus, t0
        csrrw   zero, sscratch, s1
        addi    sp, s1, 0
        ld      x1, 8(sp)
        ld      x3, 24(sp)
        ld      x4, 32(sp)
        ld      x5, 40(sp)
        ld      x6, 48(sp)
        ld      x7, 56(sp)
        ld      x8, 64(sp)
        ld      x9, 72(sp)
        ld      x10, 80(sp)
        ld      x11, 88(sp)
        ld      x12, 96(sp)
        ld      x13, 104(sp)
        ld      x14, 112(sp)
        ld      x15, 120(sp)
        ld      x16, 128(sp)
        ld      x17, 136(sp)
        ld      x18, 144(sp)
        ld      x19, 152(sp)
        ld      x20, 160(sp)
        ld      x21, 168(sp)
        ld      x22, 176(sp)
        ld      x23, 184(sp)
        ld      x24, 192(sp)
        ld      x25, 200(sp)
        ld      x26, 208(sp)
        ld      x27, 216(sp)
        ld      x28, 224(sp)
        ld      x29, 232(sp)
        ld      x30, 240(sp)
        ld      x31, 248(sp)
        ld      x2, 16(sp)
        sret

# Prints the text at a0, up to a zero. Uses t0 and t1.

print:  ld      t0, mailbox - kernel(gp)
letter: lbu     t1, 0(a0)
        beq     t1, zero, printed
        sb      t1, 0(t0)
        addi    a0, a0, 1
        jal     zero, letter
printed:
        jalr    zero, 0(ra)

hello:  .string "two processes\n"
ended:  .string "[ended]"
killed: .string "[killed]"
done:   .string "\nall done\n"

        .align  8
delegated:    .dword exceptions
stce:         .dword 1 << 63
mpp:          .dword MPP_S
first_free:   .dword free
one_page:     .dword page
mailbox:      .dword console
code_at:      .dword code
data_at:      .dword data
first_at:     .dword first
second_at:    .dword second
sv39:         .dword 8 << 60
kernel_entry: .dword kernel >> 12 << 10 | leaf | R | W | X

block_a: .space 264, 0
block_b: .space 264, 0

# The processes, both at `code`. Neither gives its turn away. Each counts in its own page at `data`.

        .align  page
first:  lui     s0, 2                   # data
        addi    s1, zero, 20
first_letter:
        addi    a0, zero, 'a'
        addi    a7, zero, 2
        ecall
        addi    t0, zero, 20
first_work:
        addi    t0, t0, -1
        bne     t0, zero, first_work
        ld      t1, 0(s0)
        addi    t1, t1, 1
        sd      t1, 0(s0)
        bne     t1, s1, first_letter
        addi    a7, zero, 1
        ecall

# Prints eight times in the same way, and then writes to the kernel.

        .align  page
second: lui     s0, 2
        addi    s1, zero, 8
second_letter:
        addi    a0, zero, 'b'
        addi    a7, zero, 2
        ecall
        addi    t0, zero, 20
second_work:
        addi    t0, t0, -1
        bne     t0, zero, second_work
        ld      t1, 0(s0)
        addi    t1, t1, 1
        sd      t1, 0(s0)
        bne     t1, s1, second_letter
        addi    t0, zero, 1
        slli    t0, t0, 31
        sd      zero, 0(t0)             # `kernel`
        ecall                           # is never reached
