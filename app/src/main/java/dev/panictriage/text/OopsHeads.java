// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.ALIGNMENT_CHECK;
import static dev.panictriage.facts.Oops.Kind.BAD_PAGE;
import static dev.panictriage.facts.Oops.Kind.BAD_PAGE_MAP;
import static dev.panictriage.facts.Oops.Kind.BUG;
import static dev.panictriage.facts.Oops.Kind.CFI;
import static dev.panictriage.facts.Oops.Kind.DIVIDE_ERROR;
import static dev.panictriage.facts.Oops.Kind.DOUBLE_FAULT;
import static dev.panictriage.facts.Oops.Kind.FILESYSTEM;
import static dev.panictriage.facts.Oops.Kind.FORTIFY;
import static dev.panictriage.facts.Oops.Kind.GENERAL_PROTECTION;
import static dev.panictriage.facts.Oops.Kind.HARDWARE_ERROR;
import static dev.panictriage.facts.Oops.Kind.HARD_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.HUNG_TASK;
import static dev.panictriage.facts.Oops.Kind.INT3;
import static dev.panictriage.facts.Oops.Kind.INVALID_OPCODE;
import static dev.panictriage.facts.Oops.Kind.KASAN;
import static dev.panictriage.facts.Oops.Kind.KCSAN;
import static dev.panictriage.facts.Oops.Kind.KFENCE;
import static dev.panictriage.facts.Oops.Kind.KMSAN;
import static dev.panictriage.facts.Oops.Kind.LIST_CORRUPTION;
import static dev.panictriage.facts.Oops.Kind.LOCKDEP;
import static dev.panictriage.facts.Oops.Kind.MACHINE_CHECK;
import static dev.panictriage.facts.Oops.Kind.MEMORY_LEAK;
import static dev.panictriage.facts.Oops.Kind.NETDEV_WATCHDOG;
import static dev.panictriage.facts.Oops.Kind.NMI;
import static dev.panictriage.facts.Oops.Kind.NULL_DEREFERENCE;
import static dev.panictriage.facts.Oops.Kind.NX_VIOLATION;
import static dev.panictriage.facts.Oops.Kind.ODEBUG;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.OUT_OF_MEMORY;
import static dev.panictriage.facts.Oops.Kind.PAGE_FAULT;
import static dev.panictriage.facts.Oops.Kind.PER_CPU_WHILE_PREEMPTIBLE;
import static dev.panictriage.facts.Oops.Kind.RCU_STALL;
import static dev.panictriage.facts.Oops.Kind.REFCOUNT;
import static dev.panictriage.facts.Oops.Kind.SCHEDULING_WHILE_ATOMIC;
import static dev.panictriage.facts.Oops.Kind.SEGMENT_FAULT;
import static dev.panictriage.facts.Oops.Kind.SLAB_CORRUPTION;
import static dev.panictriage.facts.Oops.Kind.SLEEPING_IN_ATOMIC;
import static dev.panictriage.facts.Oops.Kind.SMEP_VIOLATION;
import static dev.panictriage.facts.Oops.Kind.SOFT_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.SPINLOCK_DEBUG;
import static dev.panictriage.facts.Oops.Kind.STACK_CORRUPTED;
import static dev.panictriage.facts.Oops.Kind.STACK_GUARD_PAGE;
import static dev.panictriage.facts.Oops.Kind.UBSAN;
import static dev.panictriage.facts.Oops.Kind.USERCOPY;
import static dev.panictriage.facts.Oops.Kind.WARNING;
import static dev.panictriage.facts.Oops.Kind.WORKQUEUE_LOCKUP;
import static dev.panictriage.text.Guilt.ALLOCATION;
import static dev.panictriage.text.Guilt.BECAME;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.INSTRUCTION;
import static dev.panictriage.text.Guilt.INTERRUPTED;
import static dev.panictriage.text.Guilt.LOCK_SITE;
import static dev.panictriage.text.Guilt.LOOP;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.Guilt.OVERRUN;
import static dev.panictriage.text.Guilt.STALL;
import static dev.panictriage.text.Guilt.WAITER;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.EVENT;
import static dev.panictriage.text.OopsHead.Role.HARMLESS;
import static dev.panictriage.text.OopsHead.Role.ONE_LINE;
import static dev.panictriage.text.OopsHead.Role.PANIC;
import static dev.panictriage.text.OopsHead.Role.PRELUDE;
import static dev.panictriage.text.OopsHead.Role.REPORT;

import dev.panictriage.facts.Oops;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reports that kernels print, 2.6.32 to 7.x, all architectures: one entry each, the special before the general.
 * The lines are those of the kernel's sources; titles follow syzkaller's, which kernel developers know.
 *
 * <p>Holes with a meaning of their own: {@code at} is a function, {@code cpu}, {@code pid} and {@code comm} say where
 * and who, {@code address} is the address that could not be used, {@code code} an error code, {@code file} the place
 * of an assertion. All others become the report's details.
 */
final class OopsHeads {
    private static final String PAGING = "BUG: unable to handle kernel paging request in {function}";
    static final String NULL = "BUG: unable to handle kernel NULL pointer dereference in {function}";
    private static final String UNHANDLED = "Unhandled fault in {function}";
    private static final String DEADLOCK = "possible deadlock in {function}";

    private static final OopsHead[] ALL = {
        said(PANIC, Oops.Kind.PANIC, "Kernel panic - not syncing: {message}"),
        // Typed from a screen.
        said(PANIC, Oops.Kind.PANIC, "Kernel panic - not syncing : {message}"),
        said(PANIC, Oops.Kind.PANIC, "Kernel panic: {message}"),

        // Sanitizers.
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: double-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: invalid-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: double-free or invalid-free in {at}",
                "KASAN: invalid-free in {function}",
                "slab_",
                "vunmap",
                "vfree"),
        head(
                REPORT,
                KASAN,
                NAMED,
                "BUG: KASAN: {what} in {at}",
                "KASAN: {what} {access} in {function}",
                "tag_check",
                "kernel_fault",
                "mem_abort"),
        head(
                REPORT,
                KASAN,
                CALLERS,
                "BUG: KASAN: {what} on address {address@}",
                "KASAN: {what} {access} in {function}"),
        head(REPORT, KASAN, CALLERS, "BUG: KASAN: {what}", "KASAN: {what} in {function}"),
        head(REPORT, KASAN, NAMED, "BUG: KASan: {what} in {at}", "KASAN: {what} {access} in {function}"),
        head(
                REPORT,
                KMSAN,
                NAMED,
                "BUG: KMSAN: kernel-usb-infoleak in {at}",
                "KMSAN: kernel-usb-infoleak in {function}",
                "alloc_skb",
                "usb_start_wait_urb",
                "usb_bulk_msg",
                "usb_interrupt_msg"),
        head(
                REPORT,
                KMSAN,
                NAMED,
                "BUG: KMSAN: {what} in {at}",
                "KMSAN: {what} in {function}",
                "alloc_skb",
                "netlink_ack",
                "netlink_rcv_skb"),
        head(REPORT, KCSAN, NAMED, "BUG: KCSAN: {what}", "KCSAN: {what}"),
        head(
                REPORT,
                KFENCE,
                NAMED,
                "BUG: KFENCE: use-after-free {what} in {at}",
                "KFENCE: use-after-free in {function}"),
        head(REPORT, KFENCE, NAMED, "BUG: KFENCE: out-of-bounds {what} in {at}", "KFENCE: out-of-bounds in {function}"),
        head(REPORT, KFENCE, NAMED, "BUG: KFENCE: {what} in {at}", "KFENCE: {what} in {function}"),
        head(
                REPORT,
                UBSAN,
                CALLERS,
                "UBSAN: Undefined behaviour in {file}",
                "UBSAN: undefined-behaviour in {function}",
                "overflow"),
        head(REPORT, UBSAN, CALLERS, "UBSAN: {what} in {file}", "UBSAN: {what} in {function}", "overflow"),

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

        // Lockups, stalls, the scheduler.
        head(
                REPORT,
                SOFT_LOCKUP,
                LOOP,
                "BUG: soft lockup~ - CPU#{cpu#} stuck for {seconds#}s! [{comm}:{pid#}]",
                "BUG: soft lockup in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "Watchdog detected hard LOCKUP on cpu~ {cpu#}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "BUG: NMI Watchdog detected LOCKUP~ on CPU{cpu#}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "NMI Watchdog detected LOCKUP~ on CPU{cpu#}",
                "hard LOCKUP in {function}"),
        head(REPORT, HARD_LOCKUP, NAMED, "CPU {cpu#} self-detected hard LOCKUP~ @ {at}", "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "CPU {cpu#} detected hard LOCKUP on other CPUs~ {cpus}",
                "hard LOCKUP in {function}"),
        head(REPORT, HARD_LOCKUP, INTERRUPTED, "Watchdog CPU:{cpu#} Hard LOCKUP", "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "Watchdog CPU:{cpu#} detected Hard LOCKUP other CPUS~:{cpus}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                RCU_STALL,
                STALL,
                "INFO: rcu{flavour}detected{}stall",
                "INFO: rcu detected stall in {function}",
                "apic_timer_interrupt",
                "rcu"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {comm}:{pid#} blocked {how} for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {comm}:{pid#} blocked for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {} blocked for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                CALLERS,
                "INFO: task {comm}:{pid#} can't die for more than {seconds#} seconds",
                "INFO: task can't die in {function}",
                "schedule"),
        head(
                REPORT,
                WORKQUEUE_LOCKUP,
                NAMED,
                "BUG: workqueue lockup~ - pool cpus={cpus} {}stuck for {seconds#}s!",
                "BUG: workqueue lockup in {function}"),
        head(
                REPORT,
                OTHER,
                NAMED,
                "BUG: workqueue leaked {what}: {comm}/{state@}/{pid#}",
                "BUG: workqueue leaked {what} in {function}"),
        head(REPORT, OTHER, NAMED, "BUG: workqueue leaked {what}", "BUG: workqueue leaked {what} in {function}"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling while atomic:{comm}/{pid#}/0x{preempt_count@}",
                "BUG: scheduling while atomic in {function}",
                "schedule"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling while atomic",
                "BUG: scheduling while atomic in {function}",
                "schedule"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "bad: scheduling from the idle thread!",
                "bad: scheduling from the idle thread in {function}",
                "schedule",
                "dequeue_task",
                "deactivate_task"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling in a non-blocking section: {comm}/{pid#}/{non_block_count#}",
                "BUG: scheduling in a non-blocking section in {function}",
                "schedule"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "schedule_timeout: wrong timeout value {timeout@}",
                "schedule_timeout: wrong timeout value in {function}",
                "schedule_timeout"),
        // csd_lock_wait_toolong() of kernel/smp.c.
        head(
                REPORT,
                OTHER,
                NONE,
                "Detected non-responsive CSD lock (#{lock#}) on CPU#{cpu#}, waiting {ns#} ns for CPU#{awaited cpu#} ",
                "non-responsive CSD lock"),
        head(
                REPORT,
                SLEEPING_IN_ATOMIC,
                CALLERS,
                "BUG: sleeping function called from invalid context~ at {file}",
                "BUG: sleeping function called from invalid context in {function}"),
        head(
                REPORT,
                SLEEPING_IN_ATOMIC,
                CALLERS,
                "Debug: sleeping function called from invalid context~ at {file}",
                "BUG: sleeping function called from invalid context in {function}"),
        // __cant_sleep() and __cant_migrate() of kernel/sched/core.c.
        head(
                REPORT,
                OTHER,
                CALLERS,
                "BUG: assuming atomic context at {file}",
                "BUG: assuming atomic context in {function}",
                "__cant_"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "BUG: assuming non migratable context at {file}",
                "BUG: assuming non migratable context in {function}",
                "__cant_"),
        head(
                REPORT,
                PER_CPU_WHILE_PREEMPTIBLE,
                NAMED,
                "BUG: using {what}() in preemptible~ [{preempt_count@}] code: {comm}/{pid#}",
                "BUG: using {what}() in preemptible code in {function}",
                "dump_stack",
                "preemption",
                "preempt",
                "debug_",
                "processor_id",
                "this_cpu"),

        // Locks.
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: spinlock {what} on CPU#{cpu#}, {comm}/{pid#}",
                "BUG: spinlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: spinlock {what} on ",
                "BUG: spinlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: rwlock {what} on CPU#{cpu#}, {comm}/{pid#}",
                "BUG: rwlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "BUG: Invalid wait context",
                "WARNING: locking bug in {function}",
                "lock_sock",
                "release_sock"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: bad unlock balance detected!", "BUG: bad unlock balance in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: bad unlock balance detected!",
                "WARNING: bad unlock balance in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: held lock freed!", "BUG: held lock freed in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: held lock freed!", "WARNING: held lock freed in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "BUG: lock held when returning to user space",
                "BUG: lock held when returning to user space in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: lock held when returning to user space",
                "WARNING: lock held when returning to user space in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: {} still has locks held!", "BUG: still has locks held in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: {} still has locks held!",
                "WARNING: still has locks held in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: bad contention detected!", "BUG: bad contention in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: bad contention detected!", "WARNING: bad contention in {function}"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "WARNING: Nested lock was not taken",
                "WARNING: nested lock was not taken in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: possible circular locking dependency detected",
                DEADLOCK,
                "process_one_work",
                "process_scheduled_works",
                "worker_thread",
                "kthread",
                "ret_from_fork",
                "flush_workqueue"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "INFO: possible circular locking dependency detected",
                DEADLOCK,
                "process_one_work",
                "flush_workqueue"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: possible recursive locking detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: possible recursive locking detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: possible irq lock inversion dependency detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: possible irq lock inversion dependency detected", DEADLOCK),
        head(REPORT, LOCKDEP, BECAME, "WARNING: {}-safe -> {}-unsafe lock order detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: {}-safe -> {}-unsafe lock order detected", DEADLOCK),
        head(REPORT, LOCKDEP, CALLERS, "WARNING: inconsistent lock state", "inconsistent lock state in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: inconsistent lock state", "inconsistent lock state in {function}"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "WARNING: suspicious RCU usage",
                "WARNING: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: suspicious RCU usage",
                "INFO: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: suspicious rcu_dereference_check() usage",
                "INFO: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: trying to register non-static key",
                "INFO: trying to register non-static key in {function}",
                "stack",
                "lock",
                "IRQ"),
        head(REPORT, LOCKDEP, NONE, "BUG: MAX_LOCK{what} too low", "BUG: MAX_LOCK{what} too low!"),
        head(REPORT, LOCKDEP, NONE, "BUG: MAX_STACK_TRACE_ENTRIES too low", "BUG: MAX_STACK_TRACE_ENTRIES too low!"),
        head(REPORT, LOCKDEP, CALLERS, "BUG: key {address@} {what}!", "BUG: lockdep key {what} in {function}"),

        // Memory management's own checks.
        head(
                REPORT,
                BAD_PAGE,
                CALLERS,
                "BUG: Bad page state in process {comm} pfn:{pfn@}",
                "BUG: Bad page state in {function}",
                "bad_page",
                "free_page",
                "check_new_page",
                "prep_new_page",
                "get_page_from_freelist",
                "rmqueue",
                "free_pcp",
                "free_unref",
                "free_hot_cold",
                "page_frag_free",
                "put_page",
                "folio_put",
                "release_pages",
                "folios_put",
                "folio_batch_",
                "pagevec_",
                "free_swap_cache",
                "free_folio",
                "free_frozen",
                "tlb_batch_",
                "tlb_flush_mmu",
                "tlb_finish_mmu",
                "skb_free",
                "skb_release",
                "skb_reason_drop",
                "netif_receive_skb"),
        head(REPORT, BAD_PAGE, CALLERS, "BUG: Bad page state", "BUG: Bad page state in {function}", "bad_page"),
        head(REPORT, BAD_PAGE, CALLERS, "Bad page state in process", "BUG: Bad page state in {function}", "bad_page"),
        head(
                REPORT,
                BAD_PAGE,
                CALLERS,
                "BUG: Bad page cache in process {comm} pfn:{pfn@}",
                "BUG: Bad page cache in {function}"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                CALLERS,
                "BUG: Bad page map in process {comm} pte:{pte@} pmd:{pmd@}",
                "BUG: Bad page map in {function}",
                "print_bad_p",
                "vm_normal_page"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                CALLERS,
                "BUG: Bad page map",
                "BUG: Bad page map in {function}",
                "print_bad_p",
                "vm_normal_page"),
        head(
                ONE_LINE,
                BAD_PAGE_MAP,
                NONE,
                "BUG: Bad rss-counter state~ mm:{mm@} {counter}",
                "BUG: Bad rss-counter state"),
        head(
                ONE_LINE,
                BAD_PAGE_MAP,
                NONE,
                "BUG: non-zero {what} on freeing mm~: {value}",
                "BUG: non-zero {what} on freeing mm"),
        head(
                REPORT,
                BAD_PAGE_MAP,
                INSTRUCTION,
                "Corrupted page table at address {address@}",
                "corrupted page table in {function}"),
        // Up to 4.7 KASAN had SLUB describe the object, below the head of its own.
        said(HARMLESS, OTHER, "BUG {cache} ({}ainted{}): kasan: bad access detected"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "BUG {cache} ({}ainted{}): {what}",
                "BUG: {what} in {function}",
                "object_err",
                "print_trailer",
                "slab",
                "free_debug_processing",
                "alloc_debug_processing",
                "check_bytes"),
        // __slab_error() of mm/slab.c, up to 6.7, and kmem_cache_destroy().
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "slab error in {check}(): cache `{cache}': {what}",
                "slab error in {function}",
                "slab",
                "verify_redzone",
                "cache_free",
                "cache_alloc"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "kmem_cache_destroy {cache}: Slab cache still has objects",
                "Slab cache still has objects in {function}",
                "slab",
                "shutdown_cache"),
        head(REPORT, SLAB_CORRUPTION, CALLERS, "Slab corruption {where}", "slab corruption in {function}"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "BUG: mempool element poison mismatch",
                "BUG: mempool element poison mismatch in {function}",
                "mempool_"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "pagealloc: memory corruption",
                "pagealloc: memory corruption in {function}",
                "kernel_map_pages",
                "kernel_poison_pages",
                "unpoison"),
        head(
                REPORT,
                SLAB_CORRUPTION,
                CALLERS,
                "pagealloc: single bit error",
                "pagealloc: single bit error in {function}",
                "kernel_map_pages",
                "kernel_poison_pages",
                "unpoison"),
        head(
                REPORT,
                MEMORY_LEAK,
                ALLOCATION,
                "BUG: memory leak",
                "memory leak in {function}",
                "kmemleak",
                "mmap",
                "kmem",
                "slab",
                "alloc",
                "create_object",
                "idr_get",
                "list_lru_init",
                "kasprintf",
                "kvasprintf",
                "pcpu_create",
                "strdup",
                "strndup",
                "memdup"),
        // print_unreferenced() of mm/kmemleak.c, in the log and in debugfs.
        head(
                CONTINUES,
                MEMORY_LEAK,
                ALLOCATION,
                "unreferenced object {object@} (size {object size#}):",
                "memory leak in {function}",
                "kmemleak",
                "mmap",
                "kmem",
                "slab",
                "alloc",
                "create_object",
                "idr_get",
                "list_lru_init",
                "kasprintf",
                "kvasprintf",
                "pcpu_create",
                "strdup",
                "strndup",
                "memdup"),
        head(
                REPORT,
                FILESYSTEM,
                CALLERS,
                "BUG: Dentry {} still in use~ ({uses}) [{why} of {filesystem}]",
                "BUG: Dentry still in use in {why}"),
        // net/ipv6/addrconf.c.
        head(
                ONE_LINE,
                BUG,
                NONE,
                "BUG: Address {address} on device {device} is missing its host route",
                "BUG: address of a device is missing its host route"),
        // net/core/neighbour.c.
        head(
                REPORT,
                OTHER,
                CALLERS,
                "NEIGH: BUG, double timer add",
                "NEIGH: BUG, double timer add in {function}",
                "neigh_add_timer"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "Destroying alive neighbour {object}",
                "Destroying alive neighbour in {function}",
                "neigh_destroy"),
        head(
                ONE_LINE,
                OTHER,
                NONE,
                "unregister_netdevice: waiting for {device} to become free",
                "unregister_netdevice: waiting for DEV to become free"),
        head(
                ONE_LINE,
                FILESYSTEM,
                NONE,
                "VFS: Busy inodes after unmount",
                "VFS: Busy inodes after unmount (use-after-free)"),
        head(
                ONE_LINE,
                FILESYSTEM,
                NONE,
                "VFS: Close: file count is 0",
                "VFS: Close: file count is zero (use-after-free)"),

        // What is said right before a BUG or a WARNING.
        said(PRELUDE, LIST_CORRUPTION, "list_del corruption{} {member} should be {should be@}, but was {was@}"),
        said(PRELUDE, LIST_CORRUPTION, "list_del corruption, {object@}->{member} is {poison} ({was@})"),
        said(PRELUDE, LIST_CORRUPTION, "list_del corruption{what}"),
        said(
                PRELUDE,
                LIST_CORRUPTION,
                "list_add corruption. {member} should be {} ({should be@}), but was {was@}~. ({object})"),
        said(PRELUDE, LIST_CORRUPTION, "list_add corruption{what}"),
        said(PRELUDE, LIST_CORRUPTION, "list_add double add: {what}"),
        said(PRELUDE, REFCOUNT, "refcount_t: {what}"),
        said(PRELUDE, REFCOUNT, "refcount_t {what} at {at} in"),
        said(
                PRELUDE,
                ODEBUG,
                "ODEBUG: {what} (active state {state#}) object~: {object} object type: {type} hint: {hint}"),
        said(PRELUDE, ODEBUG, "ODEBUG: {what} (active state {state#}) object type: {type}~ hint: {hint}"),
        said(PRELUDE, USERCOPY, "usercopy: {what} (offset {offset}, size {size})"),
        said(PRELUDE, FORTIFY, "detected buffer overflow in {what}"),
        said(PRELUDE, OTHER, "skbuff: skb_{what}: text:{text} "),
        said(PRELUDE, OTHER, "skb_over_panic: text:{text} "),
        said(PRELUDE, OTHER, "skb_under_panic: text:{text} "),
        said(PRELUDE, OTHER, "kvm_spurious_fault~"),

        // Assertions.
        head(
                REPORT,
                USERCOPY,
                INSTRUCTION,
                "kernel BUG at mm/usercopy.c:{line}!",
                "BUG: bad usercopy in {function}",
                "usercopy",
                "__check"),
        head(
                REPORT,
                LIST_CORRUPTION,
                INSTRUCTION,
                "kernel BUG at lib/list_debug.c:{line}!",
                "BUG: corrupted list in {function}"),
        head(
                REPORT,
                BUG,
                INSTRUCTION,
                "kernel BUG at {file}!",
                "kernel BUG in {function}",
                "skb_put",
                "skb_push",
                "skb_pull",
                "skb_over",
                "skb_under"),
        head(REPORT, BUG, INSTRUCTION, "kernel BUG at ", "kernel BUG in {function}"),
        head(REPORT, BUG, NAMED, "PANIC at {file}:{line#}:{at}()", "kernel BUG in {function}"),
        head(REPORT, BUG, NAMED, "SPLError: {pid#}:{}:({file}:{line#}:{at}()) SPL PANIC", "kernel BUG in {function}"),
        head(REPORT, BUG, NAMED, "LustreError: {pid#}:{}:({file}:{line#}:{at}()) LBUG", "kernel BUG in {function}"),
        head(REPORT, BUG, INSTRUCTION, "Kernel BUG at {at}", "kernel BUG in {function}"),
        head(CONTINUES, BUG, INSTRUCTION, "Kernel BUG [#~{count#}]", "kernel BUG in {function}"),
        head(CONTINUES, BUG, INSTRUCTION, "Kernel bug detected[#~{count#}]", "kernel BUG in {function}"),
        head(
                REPORT,
                ODEBUG,
                INSTRUCTION,
                "WARNING: CPU: {cpu#} PID: {pid#} at {path}lib/debugobjects.c{}debug_",
                "WARNING: ODEBUG bug in {function}",
                "debug_",
                "rcu",
                "hrtimer_",
                "timer_",
                "work_",
                "percpu_",
                "vunmap",
                "vfree",
                "__free_",
                "kobject_"),
        head(
                REPORT,
                ODEBUG,
                INSTRUCTION,
                "WARNING: {path}lib/debugobjects.c:",
                "WARNING: ODEBUG bug in {function}",
                "debug_",
                "rcu",
                "hrtimer_",
                "timer_",
                "work_",
                "percpu_",
                "vunmap",
                "vfree",
                "__free_",
                "kobject_"),
        head(
                REPORT,
                USERCOPY,
                INSTRUCTION,
                "WARNING: {path}mm/usercopy.c{}usercopy_warn",
                "WARNING: bad usercopy in {function}",
                "usercopy",
                "__check"),
        // 4.14 to 5.0, where the exception handler of refcount_t warns.
        head(
                REPORT,
                REFCOUNT,
                NAMED,
                "WARNING: {path}kernel/panic.c{} refcount_error_report",
                "WARNING: refcount bug in {function}",
                "refcount"),
        // Up to 4.12 a hard lockup is a warning of the watchdog's NMI handler.
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "WARNING: {path}kernel/watchdog.c{}watchdog_overflow_callback",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "WARNING: {path}kernel/watchdog_hld.c{}watchdog_overflow_callback",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {path}lib/kobject.c{}kobject_",
                "WARNING: kobject bug in {function}",
                "kobject_"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {path}fs/proc/generic.c{}proc_register",
                "WARNING: proc registration bug in {function}",
                "proc_"),
        head(
                REPORT,
                REFCOUNT,
                INSTRUCTION,
                "WARNING: {path}lib/refcount.c{}refcount_",
                "WARNING: refcount bug in {function}",
                "refcount",
                "kobject_"),
        head(
                REPORT,
                LOCKDEP,
                INSTRUCTION,
                "WARNING: {path}kernel/locking/lockdep.c{}lock_",
                "WARNING: locking bug in {function}",
                "lock_sock",
                "release_sock"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {path}mm/{}.c{} k{}alloc",
                "WARNING: kmalloc bug in {function}",
                "kmalloc",
                "krealloc",
                "slab",
                "kmem"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {path}mm/vmalloc.c{}__vmalloc_node",
                "WARNING: zero-size vmalloc in {function}"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {path} usb_submit_urb",
                "WARNING in {function}/usb_submit_urb",
                "usb_start_wait_urb",
                "usb_bulk_msg",
                "usb_interrupt_msg"),
        head(
                REPORT,
                NETDEV_WATCHDOG,
                INSTRUCTION,
                "WARNING: {path}net/sched/sch_generic.c{}dev_watchdog",
                "WARNING in dev_watchdog"),
        head(REPORT, WARNING, INSTRUCTION, "WARNING: CPU: {cpu#} PID: {pid#} at {file} {at}", "WARNING in {function}"),
        head(REPORT, WARNING, INSTRUCTION, "WARNING: CPU: {cpu#} PID: {pid#} at {file}", "WARNING in {function}"),
        head(REPORT, WARNING, INSTRUCTION, "WARNING: at {file} {at}", "WARNING in {function}"),
        head(REPORT, WARNING, INSTRUCTION, "WARNING: at {file}", "WARNING in {function}"),
        head(
                REPORT,
                WARNING,
                INSTRUCTION,
                "WARNING: {file} at {at}, CPU#{cpu#}: {comm}/{pid#}",
                "WARNING in {function}"),
        head(REPORT, WARNING, INSTRUCTION, "WARNING: {file} at {at}, CPU#{cpu#}", "WARNING in {function}"),

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

        // What the hardware, the filesystems and the allocator said before a panic.
        said(
                EVENT,
                MACHINE_CHECK,
                "[Hardware Error]: CPU {cpu#}: Machine Check Exception: {mcgstatus} Bank {bank#}: {status@}"),
        said(EVENT, MACHINE_CHECK, "[Hardware Error]: CPU {cpu#}: Machine Check~: {mcgstatus} Bank {bank#}: {status@}"),
        said(EVENT, NMI, "NMI: PCI system error (SERR) for reason {reason@}"),
        said(EVENT, NMI, "NMI: IOCK error~ (debug interrupt?) for reason {reason@}"),
        said(EVENT, NMI, "Uhhuh. NMI received for unknown reason {reason@}~ on CPU {cpu#}"),
        said(EVENT, FILESYSTEM, "EXT4-fs error (device {device}): {at}:{line#}: {what}"),
        said(EVENT, FILESYSTEM, "EXT3-fs error (device {device}): {at}: {what}"),
        said(EVENT, FILESYSTEM, "XFS ({device}): Corruption {what}"),
        said(EVENT, FILESYSTEM, "XFS ({device}): Internal error {what} at line {line#} of file {file}."),
        said(EVENT, FILESYSTEM, "XFS ({device}): Log I/O Error Detected~"),
        said(EVENT, FILESYSTEM, "BTRFS: error (device {device}) {what}"),
        said(EVENT, OUT_OF_MEMORY, "Out of memory: {what}"),

        // Looks like a report and is none.
        said(HARMLESS, OTHER, "BUG: arch topology borken"),
        said(HARMLESS, OTHER, "BUG: recent printk recursion"),
        said(HARMLESS, OTHER, "BUG: no syscalls can create resource"),
    };

    /** Whatever else the kernel calls a bug at the start of a line. */
    private static final OopsHead ANY_BUG = head(REPORT, OTHER, CALLERS, "BUG: {what}", "BUG: {what}");

    private static final int SLOTS = 512;

    /** Entries by the first two characters of their templates, in the order of the table. */
    private static final OopsHead[][] BY_START = new OopsHead[SLOTS][];

    static {
        int[] counts = new int[SLOTS];
        for (OopsHead head : ALL) {
            counts[slot(head.template().start(), 0)]++;
        }
        for (OopsHead head : ALL) {
            int slot = slot(head.template().start(), 0);
            if (BY_START[slot] == null) {
                BY_START[slot] = new OopsHead[counts[slot]];
                counts[slot] = 0;
            }
            BY_START[slot][counts[slot]++] = head;
        }
    }

    private OopsHeads() {}

    private static OopsHead head(
            OopsHead.Role role, Oops.Kind kind, Guilt guilt, String template, String title, String... innocent) {
        return new OopsHead(role, kind, guilt, new Template(template), title, innocent);
    }

    private static int slot(String text, int from) {
        return (text.charAt(from) * 31 + text.charAt(from + 1)) & (SLOTS - 1);
    }

    /** A line that is no report's head. */
    private static OopsHead said(OopsHead.Role role, Oops.Kind kind, String template) {
        return head(role, kind, NONE, template, "");
    }

    /** A cheap first test: whether any entry's line could start at {@code from}. */
    static boolean mayStart(String line, int from) {
        return from + 1 < line.length() && BY_START[slot(line, from)] != null;
    }

    /**
     * The entry whose line starts at {@code from}, with the line's values put into {@code holes}; null if there is
     * none.
     *
     * @param first whether nothing stands before, and the line is surely the kernel's
     */
    static @Nullable OopsHead at(String line, int from, boolean first, Map<String, String> holes) {
        OopsHead[] candidates = BY_START[slot(line, from)];
        if (candidates == null) {
            return null;
        }
        for (OopsHead head : candidates) {
            if (head.template().matches(line, from, holes)) {
                return head;
            }
        }
        return first && ANY_BUG.template().matches(line, from, holes) ? ANY_BUG : null;
    }
}
