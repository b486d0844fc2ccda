// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.ALIGNMENT_CHECK;
import static dev.panictriage.facts.Oops.Kind.CFI;
import static dev.panictriage.facts.Oops.Kind.DIVIDE_ERROR;
import static dev.panictriage.facts.Oops.Kind.DOUBLE_FAULT;
import static dev.panictriage.facts.Oops.Kind.GENERAL_PROTECTION;
import static dev.panictriage.facts.Oops.Kind.HARDWARE_ERROR;
import static dev.panictriage.facts.Oops.Kind.INT3;
import static dev.panictriage.facts.Oops.Kind.INVALID_OPCODE;
import static dev.panictriage.facts.Oops.Kind.NULL_DEREFERENCE;
import static dev.panictriage.facts.Oops.Kind.NX_VIOLATION;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.PAGE_FAULT;
import static dev.panictriage.facts.Oops.Kind.REFCOUNT;
import static dev.panictriage.facts.Oops.Kind.SEGMENT_FAULT;
import static dev.panictriage.facts.Oops.Kind.SMEP_VIOLATION;
import static dev.panictriage.facts.Oops.Kind.STACK_CORRUPTED;
import static dev.panictriage.facts.Oops.Kind.STACK_GUARD_PAGE;
import static dev.panictriage.facts.Oops.Kind.WARNING;
import static dev.panictriage.text.Guilt.INSTRUCTION;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.Guilt.OVERRUN;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.PRELUDE;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;
import static dev.panictriage.text.OopsHead.said;
import static dev.panictriage.text.OopsHeads.NULL;
import static dev.panictriage.text.OopsHeads.PAGING;

import dev.panictriage.facts.Oops;

/** Reports of exceptions: faults on memory, the other traps of x86, stacks that are used up. */
final class FaultHeads {
    static final OopsHead[] ALL = {
        // Memory access faults.
        said(PRELUDE, NX_VIOLATION, "kernel tried to execute NX-protected page~ - exploit attempt? (uid: {uid#})"),
        // do_be() of arch/mips/kernel/traps.c.
        said(PRELUDE, HARDWARE_ERROR, "Data bus error, epc == {epc@}, ra == {ra@}"),
        said(PRELUDE, HARDWARE_ERROR, "Instruction bus error, epc == {epc@}, ra == {ra@}"),
        // bad_kernel_fault() of arch/powerpc/mm/fault.c.
        said(
                PRELUDE,
                NX_VIOLATION,
                "kernel tried to execute exec-protected page ({}) - exploit attempt?~ (uid: {uid#})"),
        said(PRELUDE, OTHER, "Kernel attempted to {tried} user page ({}) - exploit attempt?~ (uid: {uid#})"),
        said(PRELUDE, SMEP_VIOLATION, "unable to execute userspace code (SMEP?)~ (uid: {uid#})"),
        head(
                REPORT,
                NULL_DEREFERENCE,
                INSTRUCTION,
                "BUG: unable to handle kernel NULL pointer dereference at {address@}",
                NULL),
        head(
                REPORT,
                NULL_DEREFERENCE,
                INSTRUCTION,
                "BUG: unable to handle kernel NULL pointer dereference~ at virtual address {address@}",
                NULL),
        head(REPORT, NULL_DEREFERENCE, INSTRUCTION, "BUG: kernel NULL pointer dereference~, address: {address@}", NULL),
        head(
                REPORT,
                NULL_DEREFERENCE,
                INSTRUCTION,
                "BUG: Kernel NULL pointer dereference~ on {how} at {address@}",
                NULL),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "BUG: unable to handle kernel paging request at {address@}", PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "BUG: unable to handle kernel paging request~ at virtual address {address@}",
                PAGING),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "BUG: unable to handle page fault for address~: {address@}", PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "BUG: Unable to handle kernel data access~ on {how} at {address@}",
                PAGING),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "BUG: Unable to handle kernel instruction fetch~", PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "BUG: unable to handle kernel",
                "BUG: unable to handle kernel access in {function}"),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "BUG: Unable to handle kernel",
                "BUG: unable to handle kernel access in {function}"),
        head(
                REPORT,
                NULL_DEREFERENCE,
                INSTRUCTION,
                "Unable to handle kernel NULL pointer dereference~ at virtual address {address@}",
                NULL),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel paging request at virtual address {address@}",
                PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "CPU {cpu#} Unable to handle kernel paging request~ at virtual address {address@}",
                PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel paging request~ for {how} at address {address@}",
                PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel access to user memory outside uaccess routines~ at virtual address {address@}",
                "BUG: unable to handle kernel access to user memory in {function}"),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel write to read-only memory~ at virtual address {address@}",
                PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel execute from non-executable memory~ at virtual address {address@}",
                PAGING),
        head(
                REPORT,
                PAGE_FAULT,
                INSTRUCTION,
                "Unable to handle kernel pointer dereference~ in virtual kernel address space",
                PAGING),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unable to handle kernel {how} at virtual address~ {address@}", PAGING),
        head(REPORT, PAGE_FAULT, INSTRUCTION, "Unable to handle kernel", PAGING),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "Oops: general protection fault, {}canonical address {address@}: {code@} [~#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "Oops: general protection fault, {} address {address@}: {code@} [~#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "Oops: general protection fault~, {}: {code@} [#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "general protection fault, {}canonical address {address@}: {code@} [~#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "general protection fault, {} address {address@}: {code@} [~#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "general protection fault{}: {code@} [~#{count#}] {options}",
                "general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "segment-related general protection fault: {code@}~ [#{count#}] {options}",
                "segment-related general protection fault in {function}"),
        head(
                REPORT,
                GENERAL_PROTECTION,
                INSTRUCTION,
                "Oops: segment-related general protection fault: {code@}~ [#{count#}] {options}",
                "segment-related general protection fault in {function}"),
        head(
                REPORT,
                SEGMENT_FAULT,
                INSTRUCTION,
                "stack segment: {code@} [~#{count#}] {options}",
                "stack segment fault in {function}"),
        head(
                REPORT,
                SEGMENT_FAULT,
                INSTRUCTION,
                "Oops: stack segment: {code@} [~#{count#}] {options}",
                "stack segment fault in {function}"),
        head(
                REPORT,
                SEGMENT_FAULT,
                INSTRUCTION,
                "segment not present: {code@} [#~{count#}] {options}",
                "segment not present in {function}"),
        head(
                REPORT,
                SEGMENT_FAULT,
                INSTRUCTION,
                "invalid TSS: {code@} [#~{count#}] {options}",
                "invalid TSS in {function}"),
        head(
                REPORT,
                DIVIDE_ERROR,
                INSTRUCTION,
                "divide error: {code@} [~#{count#}] {options}",
                "divide error in {function}"),
        head(
                REPORT,
                DIVIDE_ERROR,
                INSTRUCTION,
                "divide_error: {code@} [~#{count#}] {options}",
                "divide error in {function}"),
        head(
                REPORT,
                DIVIDE_ERROR,
                INSTRUCTION,
                "Oops: divide error: {code@} [~#{count#}] {options}",
                "divide error in {function}"),
        head(
                REPORT,
                DIVIDE_ERROR,
                INSTRUCTION,
                "fixpoint divide exception: {code@} ~[#{count#}] {options}",
                "divide error in {function}"),
        // The other exceptions of arch/x86/kernel/traps.c.
        head(REPORT, OTHER, INSTRUCTION, "bounds: {code@} [#~{count#}] {options}", "bounds in {function}"),
        head(REPORT, OTHER, INSTRUCTION, "overflow: {code@} [#~{count#}] {options}", "overflow in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "simd exception: {code@} [#~{count#}] {options}",
                "simd exception in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "fpu exception: {code@} [#~{count#}] {options}",
                "fpu exception in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "device not available: {code@} [#~{count#}] {options}",
                "device not available in {function}"),
        head(
                REPORT,
                OTHER,
                INSTRUCTION,
                "coprocessor segment overrun: {code@} [#~{count#}] {options}",
                "coprocessor segment overrun in {function}"),
        head(REPORT, INT3, INSTRUCTION, "int3: {code@} [~#{count#}] {options}", "int3 in {function}"),
        head(REPORT, INT3, INSTRUCTION, "Oops: int3: {code@} [~#{count#}] {options}", "int3 in {function}"),
        head(
                REPORT,
                ALIGNMENT_CHECK,
                INSTRUCTION,
                "alignment check: {code@} [#~{count#}] {options}",
                "alignment check in {function}"),
        head(
                REPORT,
                ALIGNMENT_CHECK,
                INSTRUCTION,
                "Oops: alignment check: {code@} [#~{count#}] {options}",
                "alignment check in {function}"),
        head(REPORT, ALIGNMENT_CHECK, INSTRUCTION, "Oops: Split lock detected~", "split lock in {function}"),
        head(
                REPORT,
                DOUBLE_FAULT,
                INSTRUCTION,
                "PANIC: double fault~, error_code: {code@}",
                "PANIC: double fault in {function}"),
        head(
                REPORT,
                DOUBLE_FAULT,
                INSTRUCTION,
                "double fault: {code@} [~#{count#}] {options}",
                "PANIC: double fault in {function}"),
        head(
                REPORT,
                DOUBLE_FAULT,
                INSTRUCTION,
                "Oops: double fault: {code@} [~#{count#}] {options}",
                "PANIC: double fault in {function}"),
        head(
                REPORT,
                CFI,
                NAMED,
                "CFI failure at {at} (target: {target}; expected type: {expected})",
                "CFI failure in {function}"),
        head(REPORT, CFI, INSTRUCTION, "CFI failure (target: {target})~", "CFI failure in {function}", "cfi_"),
        head(REPORT, CFI, INSTRUCTION, "Missing ENDBR: {target}", "missing ENDBR in {function}"),
        head(
                CONTINUES,
                INVALID_OPCODE,
                INSTRUCTION,
                "invalid opcode: {code@} [~#{count#}] {options}",
                "invalid opcode in {function}"),
        head(
                CONTINUES,
                INVALID_OPCODE,
                INSTRUCTION,
                "Oops: invalid opcode: {code@} [~#{count#}] {options}",
                "invalid opcode in {function}"),
        head(
                CONTINUES,
                CFI,
                INSTRUCTION,
                "control protection fault: {code@} [#~{count#}] {options}",
                "control protection fault in {function}"),
        head(
                CONTINUES,
                CFI,
                INSTRUCTION,
                "Oops: control protection fault: {code@} [#~{count#}] {options}",
                "control protection fault in {function}"),

        // early_fixup_exception() of arch/x86/mm/extable.c.
        head(
                REPORT,
                Oops.Kind.PANIC,
                INSTRUCTION,
                "PANIC: early exception {trap@} ",
                "PANIC: early exception in {function}"),
        // grsecurity.
        head(
                REPORT,
                OTHER,
                NAMED,
                "PAX: size overflow detected in function {at} {file}",
                "PAX: size overflow in {function}"),
        head(
                REPORT,
                REFCOUNT,
                INSTRUCTION,
                "PAX: refcount overflow detected in: {comm}:{pid#}",
                "PAX: refcount overflow in {function}"),

        // Stacks.
        head(
                REPORT,
                STACK_GUARD_PAGE,
                OVERRUN,
                "BUG: {stack}stack guard page was hit at {address@}~ (stack is {range})",
                "BUG: stack guard page was hit in {function}"),
        head(
                CONTINUES,
                STACK_GUARD_PAGE,
                OVERRUN,
                "kernel stack overflow ({how}): {code@} [~#{count#}] {options}",
                "BUG: stack guard page was hit in {function}"),
        head(
                CONTINUES,
                STACK_GUARD_PAGE,
                OVERRUN,
                "stack guard page: {code@} [~#{count#}] {options}",
                "BUG: stack guard page was hit in {function}"),
        head(
                CONTINUES,
                STACK_GUARD_PAGE,
                OVERRUN,
                "Oops: stack guard page: {code@} [~#{count#}] {options}",
                "BUG: stack guard page was hit in {function}"),
        head(
                REPORT,
                STACK_GUARD_PAGE,
                OVERRUN,
                "Insufficient stack space to handle exception!",
                "kernel stack overflow in {function}",
                "bad_stack"),
        said(PRELUDE, STACK_CORRUPTED, "Thread overran stack, or stack corrupted"),
        // arch/x86/kernel/unwind_frame.c: the unwinder's doubts.
        head(
                REPORT,
                WARNING,
                NONE,
                "WARNING: kernel stack regs at {at} in {where} has bad '{register}' value",
                "WARNING: kernel stack regs has bad '{register}' value"),
        head(
                REPORT,
                WARNING,
                NONE,
                "WARNING: kernel stack frame pointer at {at} in {where} has bad value",
                "WARNING: kernel stack frame pointer has bad value"),
    };

    private FaultHeads() {}
}
