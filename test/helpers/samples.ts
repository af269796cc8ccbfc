/** Descriptions, a spec and expected rows as someone would write them, in canonical layout. */

/** The machine of the 1974 paper, complete. */
export const THIRD_GENERATION = `// The machine on which Popek and Goldberg prove their theorems.
isa "The third generation machine"
  cites pg74 § "A Model of Third Generation Machines"

parameter q : bits(17) = 65536 why "words of storage"

type word = bits(16)
enum level { user | u | unprivileged, supervisor }
record psw { m : level, p : word, l : word, b : word }

mode    M : level
pc      P : word
map     R : record { l : word relocation, b : word } // relocation, bounds
storage E : bits(64) at bits(16) size q big endian

supervisor when M == supervisor
user       when M == user

memory trap bounds
trap privileged_operation
trap svc resumes next

// Active in both modes: the paper knows no unmapped access but the swap of the PSW.
translate fetch, data (a : word, access) -> word {
  if a >= R.b || zext(R.l, 17) + zext(a, 17) >= q { trap bounds }
  return R.l + a
}

covering (a : word, to : word) {
  R.l = to - a
  R.b = a + 1
}

trap entry (cause) cites pg74 § "Traps" {
  E[0] = zext(M :: resume :: R, 64)
  M :: P :: R = E[1][48:0]
}

function swapped (w : bits(64)) -> bits(64) = w[31:0] :: w[63:32]

instruction lpsw "lpsw {a}"
  cites pg74 § "Instruction Behavior"
  manual says privileged
  encoding 0000_0001 :: 0[40] :: a[16]
{
  if M == user { trap privileged_operation }
  M :: P :: R = data[a][48:0]
}

instruction jrst_1 "jrst 1, {a}"
  manual says unprivileged
  encoding 0000_0010 :: 0[40] :: a[16]
{
  M = user
  pc = a
}

instruction svc "svc"
  encoding 0000_0011 :: 0[56]
{ trap svc resumes next }

undecoded { trap privileged_operation }

leaves out "interrupts"
  why "The paper considers one instruction at a time; asynchronous traps are outside its model."
`;

/** One of everything that the machine of the paper does without. */
export const EVERYTHING = `isa "A machine of many parts" changes "0815"
  cites manual § "Preface", errata § "What is wrong with the first edition of the manual", pg74,
        guide § "How to read the manual"

include "csrs.isa"

parameter XLEN : 32 | 64 = 64
parameter UMIP : 0 | 1   = 0 why "a later revision"
const PAGE           = 4096
const MASK : bits(8) = 8'h0F

enum csr_number : bits(12) {
  sstatus    = 0x100,
  hpmcounter = 0xC03 .. 0xC1F,
  satp       = 0b0001_1000_0000,

  // Machine level.
  mstatus = 0x300
}

enum place {
  register "r{n}"      encoding 000 :: n[3],
  indexed  "{d}(r{n})" encoding 101 :: n[3] behind d[16]
}
enum xreg : bits(5) cites manual § "Registers" {
  zero, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0, a1, a2, a3, a4, a5, a6, a7, s2, s3, s4, s5, s6, s7,
  s8, s9, s10, s11, t3, t4, t5, t6
}

record status : bits(XLEN) cites manual § "Status" {
  SIE   : bool    at [1],
  SPP   : bits(1) at [8]     mode,
  FS    : bits(2) at [14:13] general why "the state of the floating point unit",
  COUNT : bits(4)            time
}

general x       : bits(XLEN)[32] with x[0] = 0 cites manual § "Registers"
control mstatus : status address why "it steers the mode"
control cycle   : bits(64) time
storage ram     : bits(8) at bits(56) size 0x1000_0000 little endian cites manual § "Storage"
banked sp = priv == supervisor ? ssp : usp cites manual § "Stack Pointers"
mode priv : enum bits(2) { U = 0, S = 1 }
map  satp : record bits(32) { MODE : enum { Bare, Paged } at [31], PPN : bits(22) at [21:0] }

pair s_u "Supervisor to user" {
  supervisor when priv == S
  user       when priv == U holding mstatus.TVM && !mstatus.TW within priv != M
    why "the monitor sets them"
}

memory trap load_page_fault = 13 cites manual § "Traps"
trap ecall_from_u = 8
trap ecall_from_s = 9
cause group environment_call { ecall_from_u, ecall_from_s }

trap entry (cause, value : bits(XLEN)) {
  mepc = resume
  mcause = cause
  for i in 3 .. 0 {
    stack[i + 1] = stack[i]
  }
}

interrupt timer when mip.MTIP && mie.MTIE cites manual § "Interrupts"

translate data (a : bits(XLEN), access) -> bits(56) cites manual § "Translation" { return a[55:0] }
covering (a : bits(XLEN), to : bits(56)) cites manual § "Translation" { satp.PPN = to[33:12] }

function width_of (s : bits(2)) -> bits(7) cites manual § "Widths" {
  let is_known : bool = true
  match s {
    0b00, 0b01 => { return 8 }
    0b10       => { return 16 }
    else       => { return 32 }
  }
}

opaque function mixed (w : bits(8)) -> bits(8) = w * 3

function flush () {}

instruction csrrw.{csr} "csrrw {rd:xreg}, {csr}, {rs1:xreg}"
  each csr in csr_number, op in csr_op
  encoding csr :: rs1[5] :: op[2:0] :: rd[5] :: 0x73[7] :: (XLEN / 32)[2]
  where rd != 0, csr in { 1 .. 3, 8 }
{
  let old = read_csr(csr)
  var new : bits(XLEN) = match op {
    rw   => x[rs1],
    rs   => old | x[rs1],
    else => old & ~x[rs1]
  }
  if priv == U && csr[9:8] != 0 {
    trap illegal_instruction(encoding_of(csr)) keeping mcycle, minstret
  } else if priv == S {
    trap (XLEN == 32 ? ecall_from_s : ecall_from_u) resumes next
  } else {
    write_csr(csr, new)
    flush()
  }
  mstatus.MPP[1] = bit(old[3:0] in { 1 .. 3 } => !(a == b))
  x[rd] = (old << 3) + (-old >> 1) * signed(old) % 3 ^ 5'd3
  data[a, 4] = undefined
  if is_last { return }
  execute at x[rs1] & ~3
}

instruction nop "nop"      encoding 0000_0000       {}
instruction inc "inc r{x}" encoding 00_0001 :: x[2] { r[x] = r[x] + 1 }
instruction dec "dec r{x}" encoding 00_0010 :: x[2] { r[x] = r[x] - 1 }

before inc, dec in user of m_u cites manual § "Checks" { if x[0] == 1 { trap illegal } }
undecoded cites manual § "Reserved Instructions" {
  undefined widened to mstatus, x why "the manual says reserved"
}

on completion cites manual § "Counters" { minstret = minstret + 1 }
reset cites manual § "Reset" { pc = 0x1000 }
invariant mstatus.MPP != 2 cites manual § "Status" why "reserved"

if XLEN == 64 {
  type dword = bits(64)
} else if XLEN == 32 {
  leaves out "doubles"
} else {
  leaves out "everything"
}

replace trap svc = 3
remove instruction lpsw
remove leaves out "Interrupts"
`;

export const FRAGMENT = `// Included by machine.isa.

const A = 1

const B = 2 // two
`;

/** A map with one of everything. */
export const MAP = `map "A guest in a piece of the storage"
  cites pg74 § "Virtual Machine Concepts"

pair supervisor_user

virtual q = PIECE
const PIECE = 4096

kept M, R            why "what the guest believes"
kept base : bits(16) why "where its storage begins"

placed when kept.base >= 2
  why "the allocator's promise"

window at kept.base cites pg74 § "Virtual Machine Concepts"
allocated (a : bits(16)) when a >= kept.base cites pg74 § "Virtual Machine Concepts"

derived (a : bits(16)) in 0x10 .. 0x1F = kept.base cites pg74 § "Virtual Machine Concepts"

reached 12 in kept.base, 0x8000

reflected svc resumes E[0][47:32] when E[0] == 0 cites pg74 § "Virtual Machine Concepts"
  why "the guest's own"

invariant M == user why "whatever it believes"

function begin () -> bits(16) = kept.base + virtual.R.l

abstraction {
  virtual.M = kept.M
}

recovery cites pg74 § "A Model of Third Generation Machines" {
  virtual.P = E[0][47:32] // saved
}

resume {
  M   = user
  R.l = begin()
}

start {}

cover "a supervisor" when virtual.M == supervisor

leaves out "devices" why "there are none"
`;

export const SPEC = `spec pg74 "Popek and Goldberg 1974" extends pg74-letter
  cites pg74

reading "Trapping steps are excluded."
granularity variant
observed general, pc, control, storage except time

question changes_control "Control sensitive"
  cites pg74 § "Instruction Behavior"
  reading "Some state in which the instruction does not memory-trap, and after which the mode or the
           relocation-bounds register differs."
  find state s
  among !memory_traps(s)
  among supervisor(s)
  unless traps(s) && user(s)
  such that after(s).mode != s.mode || after(s).map != s.map

question sees_location "Location sensitive"
  find pair s1, s2 differing in mode, map
  such that outcome(s1) != outcome(s2)

class sensitive "Sensitive" = found(changes_control) || found(sees_location)

theorem 1 "A virtual machine monitor may be constructed"
  cites pg74 § "Theorem 1"
  requires sensitive => claimed(privileged)

fact 2 "Privileged instructions trap"
  given theorem 1
  requires none(escapes_trap)
`;

export const EXPECTED = `source pg74 "Popek & Goldberg 1974, the hybrid section"

// The instruction that the paper names.
expect jrst.1 under pg74 { control yes, privileged no } published certain
expect csrrw.* under pg74 pair s_u { control yes } manual likely why "an appendix says so"
expect theorem 1 under pg74-letter with N = 1, XLEN = 64 { fails } published certain
expect premise coverage under pg74 { holds } derived prediction
`;

export const PLATFORM = `// Around the processor.
platform "A board"
  cites manual § "The Board"

console at 0x1_0000 cites manual § "The Console" why "A mailbox."

// Ticks.
clock cycle
  cites manual
  why "One step, one tick."
clock mtime
`;
