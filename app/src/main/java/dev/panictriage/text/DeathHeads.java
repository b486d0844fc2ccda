// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.ALIGNMENT_CHECK;
import static dev.panictriage.facts.Oops.Kind.BUG;
import static dev.panictriage.facts.Oops.Kind.CFI;
import static dev.panictriage.facts.Oops.Kind.DIVIDE_ERROR;
import static dev.panictriage.facts.Oops.Kind.HARDWARE_ERROR;
import static dev.panictriage.facts.Oops.Kind.INVALID_OPCODE;
import static dev.panictriage.facts.Oops.Kind.KASAN;
import static dev.panictriage.facts.Oops.Kind.MACHINE_CHECK;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.PAGE_FAULT;
import static dev.panictriage.facts.Oops.Kind.SMEP_VIOLATION;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.INSTRUCTION;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;
import static dev.panictriage.text.OopsHeads.PAGING;
import static dev.panictriage.text.OopsHeads.UNHANDLED;

/** The line that die() prints, and the heads of other architectures than x86. */
final class DeathHeads {
    static final OopsHead[] ALL = {
        // The die() line, and other architectures' heads.
        head(
                CONTINUES,
                PAGE_FAULT,
                INSTRUCTION,
                "Oops: Kernel access of bad area, sig: {signal#} [#~{count#}]",
                PAGING),
        head(
                CONTINUES,
                MACHINE_CHECK,
                INSTRUCTION,
                "Oops: Machine check, sig: {signal#} [#~{count#}]",
                "machine check in {function}"),
        head(
                CONTINUES,
                BUG,
                INSTRUCTION,
                "Oops: Exception in kernel mode, sig: {signal#} [#~{count#}]",
                "kernel BUG in {function}"),
        head(CONTINUES, BUG, INSTRUCTION, "Oops - BUG: {code@} [#~{count#}] {options}", "kernel BUG in {function}"),
        head(CONTINUES, BUG, INSTRUCTION, "Oops - BUG [#~{count#}] {options}", "kernel BUG in {function}"),
        head(
                CONTINUES,
                BUG,
                INSTRUCTION,
                "Internal error: Oops - BUG: {code@} [#~{count#}] {options}",
                "kernel BUG in {function}"),
        head(
                CONTINUES,
                CFI,
                INSTRUCTION,
                "Internal error: Oops - CFI: {code@} [#~{count#}] {options}",
                "CFI failure in {function}"),
        head(
                CONTINUES,
                KASAN,
                INSTRUCTION,
                "Internal error: KASAN: {code@} [#~{count#}] {options}",
                "KASAN: invalid-access in {function}"),
        head(
                CONTINUES,
                INVALID_OPCODE,
                INSTRUCTION,
                "Internal error: Oops - undefined instruction: {code@} [#~{count#}] {options}",
                "undefined instruction in {function}"),
        head(
                CONTINUES,
                INVALID_OPCODE,
                INSTRUCTION,
                "Internal error: Oops - Undefined instruction: {code@} [#~{count#}] {options}",
                "undefined instruction in {function}"),
        // Branch targets and pointer authentication.
        head(
                CONTINUES,
                CFI,
                INSTRUCTION,
                "Internal error: Oops - BTI: {code@} [#~{count#}] {options}",
                "BTI exception in {function}"),
        head(
                CONTINUES,
                CFI,
                INSTRUCTION,
                "Internal error: Oops - FPAC: {code@} [#~{count#}] {options}",
                "FPAC exception in {function}"),
        head(
                CONTINUES,
                HARDWARE_ERROR,
                INSTRUCTION,
                "Internal error: {}external abort: {code@} [#~{count#}] {options}",
                "Internal error in {function}"),
        head(
                CONTINUES,
                ALIGNMENT_CHECK,
                INSTRUCTION,
                "Internal error: {}alignment exception: {code@} [#~{count#}] {options}",
                "Internal error in {function}"),
        head(
                CONTINUES,
                SMEP_VIOLATION,
                INSTRUCTION,
                "Internal error: Attempting to execute userspace memory: {code@} [#~{count#}] {options}",
                "BUG: unable to execute userspace code in {function}"),
        head(
                CONTINUES,
                PAGE_FAULT,
                INSTRUCTION,
                "Internal error: Accessing user space memory {how}: {code@} [#~{count#}] {options}",
                "BUG: unable to handle kernel access to user memory in {function}"),
        // Arm's die() from a fault on memory, with its syndrome.
        head(CONTINUES, PAGE_FAULT, INSTRUCTION, "Internal error: Oops: {code@} [#~{count#}] {options}", PAGING),
        head(
                CONTINUES,
                OTHER,
                INSTRUCTION,
                "Internal error: {what} [#~{count#}] {options}",
                "Internal error in {function}"),
        // By the names of arch/arm/mm/fsr-2level.c, fsr-3level.c, and fault_info of arch/arm64/mm/fault.c.
        head(REPORT, HARDWARE_ERROR, INSTRUCTION, "Unhandled fault: {}external abort{} at 0x{address@}", UNHANDLED),
        head(REPORT, HARDWARE_ERROR, INSTRUCTION, "Unhandled fault: {}parity{} at 0x{address@}", UNHANDLED),
        head(REPORT, ALIGNMENT_CHECK, INSTRUCTION, "Unhandled fault: {}alignment {} at 0x{address@}", UNHANDLED),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unhandled fault: {}translation fault{} at 0x{address@}", UNHANDLED),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unhandled fault: {}permission fault{} at 0x{address@}", UNHANDLED),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unhandled fault: {}domain fault{} at 0x{address@}", UNHANDLED),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unhandled fault: {}access flag fault{} at 0x{address@}", UNHANDLED),
        head(REPORT, OTHER, INSTRUCTION, "Unhandled fault: {what}~ at 0x{address@}", UNHANDLED),
        head(
                REPORT,
                HARDWARE_ERROR,
                INSTRUCTION,
                "SError Interrupt on CPU{cpu#}~, code 0x{code@}",
                "SError in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Unhandled {what} exception on CPU{cpu#}, ESR 0x{code@}",
                "unhandled {what} exception in {function}"),
        head(REPORT, OTHER, INSTRUCTION, "Bad mode in {what} handler detected~ on CPU{cpu#}", "bad mode in {function}"),
        head(CONTINUES, PAGE_FAULT, INSTRUCTION, "Oops: Oops: {code@} [~#{count#}] {options}", PAGING),
        head(CONTINUES, PAGE_FAULT, INSTRUCTION, "Oops: {code@} [~#{count#}] {options}", PAGING),
        head(CONTINUES, PAGE_FAULT, INSTRUCTION, "Oops:{code@} [~#{count#}] {options}", PAGING),
        head(CONTINUES, PAGE_FAULT, INSTRUCTION, "Oops: {code@} ilc:{ilc#} [~#{count#}] {options}", PAGING),
        head(CONTINUES, OTHER, INSTRUCTION, "Oops: {what} [#~{count#}] {options}", "Oops: {what} in {function}"),
        head(
                CONTINUES,
                INVALID_OPCODE,
                INSTRUCTION,
                "Oops - illegal instruction [#~{count#}] {options}",
                "illegal instruction in {function}"),
        head(
                CONTINUES,
                ALIGNMENT_CHECK,
                INSTRUCTION,
                "Oops - {what}misaligned [#~{count#}] {options}",
                "misaligned access in {function}"),
        head(CONTINUES, OTHER, INSTRUCTION, "Oops - {what} [#~{count#}] {options}", "Oops: {what} in {function}"),
        head(CONTINUES, OTHER, INSTRUCTION, "Oops [#~{count#}] {options}", "Oops in {function}"),
        head(CONTINUES, OTHER, INSTRUCTION, "Oops[#~{count#}]", "Oops in {function}"),
        head(
                CONTINUES,
                OTHER,
                INSTRUCTION,
                "illegal operation: {code@} ~[#{count#}] {options}",
                "illegal operation in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "specification exception: {code@} ~[#{count#}] {options}",
                "specification exception in {function}"),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "addressing exception: {code@} ~[#{count#}] {options}",
                "addressing exception in {function}"),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "protection exception: {code@} ~[#{count#}] {options}",
                "protection exception in {function}"),
        head(CONTINUES, BUG, INSTRUCTION, "monitor event: {code@} ~[#{count#}] {options}", "kernel BUG in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "data exception: {code@} ~[#{count#}] {options}",
                "data exception in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "operand exception: {code@} ~[#{count#}] {options}",
                "operand exception in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "privileged operation: {code@} ~[#{count#}] {options}",
                "privileged operation in {function}"),
        // Arm has no instruction that traps on it: arch/arm/kernel/traps.c, __div0().
        head(REPORT, DIVIDE_ERROR, CALLERS, "Division by zero in kernel.", "divide error in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Unhandled prefetch abort: {what}~ at 0x{address@}",
                "Unhandled prefetch abort in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Break instruction in kernel code[#~{count#}]",
                "break instruction in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Trap instruction in kernel code[#~{count#}]",
                "trap instruction in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Reserved instruction in kernel code[#~{count#}]",
                "reserved instruction in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "Unhandled kernel unaligned access[#~{count#}]",
                "unaligned access in {function}"),
        head(REPORT, OTHER, INSTRUCTION, "Kernel Fault: Code={code}", "kernel fault in {function}"),
        head(
                REPORT,
                MACHINE_CHECK,
                INSTRUCTION,
                "machine check: {code@} [#~{count#}] {options}",
                "machine check in {function}"),
    };

    private DeathHeads() {}
}
