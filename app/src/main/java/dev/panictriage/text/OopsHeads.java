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
import static dev.panictriage.text.Guilt.LOCK_SITE;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.Guilt.OVERRUN;
import static dev.panictriage.text.Guilt.STALL;
import static dev.panictriage.text.Guilt.WAITER;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.EVENT;
import static dev.panictriage.text.OopsHead.Role.HARMLESS;
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
    private static final String DEADLOCK = "possible deadlock in {function}";

    private static final OopsHead[] ALL = {
        head(PANIC, Oops.Kind.PANIC, "Kernel panic - not syncing: {message}", "", NONE),
        head(PANIC, Oops.Kind.PANIC, "Kernel panic: {message}", "", NONE),

        // Sanitizers.
        head(REPORT, KASAN, "BUG: KASAN: double-free in {at}", "KASAN: invalid-free in {function}", NAMED, "slab_", "vunmap", "vfree"),
        head(REPORT, KASAN, "BUG: KASAN: invalid-free in {at}", "KASAN: invalid-free in {function}", NAMED, "slab_", "vunmap", "vfree"),
        head(REPORT, KASAN, "BUG: KASAN: double-free or invalid-free in {at}", "KASAN: invalid-free in {function}", NAMED, "slab_", "vunmap", "vfree"),
        head(REPORT, KASAN, "BUG: KASAN: {what} in {at}", "KASAN: {what} {access} in {function}", NAMED, "tag_check", "kernel_fault", "mem_abort"),
        head(REPORT, KASAN, "BUG: KASAN: {what} on address {address@}", "KASAN: {what} {access} in {function}", CALLERS),
        head(REPORT, KASAN, "BUG: KASAN: {what}", "KASAN: {what} in {function}", CALLERS),
        head(REPORT, KASAN, "BUG: KASan: {what} in {at}", "KASAN: {what} {access} in {function}", NAMED),
        head(REPORT, KMSAN, "BUG: KMSAN: kernel-usb-infoleak in {at}", "KMSAN: kernel-usb-infoleak in {function}", NAMED, "alloc_skb", "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg"),
        head(REPORT, KMSAN, "BUG: KMSAN: {what} in {at}", "KMSAN: {what} in {function}", NAMED, "alloc_skb", "netlink_ack", "netlink_rcv_skb"),
        head(REPORT, KCSAN, "BUG: KCSAN: {what}", "KCSAN: {what}", NAMED),
        head(REPORT, KFENCE, "BUG: KFENCE: use-after-free {what} in {at}", "KFENCE: use-after-free in {function}", NAMED),
        head(REPORT, KFENCE, "BUG: KFENCE: out-of-bounds {what} in {at}", "KFENCE: out-of-bounds in {function}", NAMED),
        head(REPORT, KFENCE, "BUG: KFENCE: {what} in {at}", "KFENCE: {what} in {function}", NAMED),
        head(REPORT, UBSAN, "UBSAN: Undefined behaviour in {file}", "UBSAN: undefined-behaviour in {function}", CALLERS, "overflow"),
        head(REPORT, UBSAN, "UBSAN: {what} in {file}", "UBSAN: {what} in {function}", CALLERS, "overflow"),

        // Memory access faults.
        head(PRELUDE, NX_VIOLATION, "kernel tried to execute NX-protected page~ - exploit attempt? (uid: {uid#})", "", NONE),
        head(PRELUDE, SMEP_VIOLATION, "unable to execute userspace code (SMEP?)~ (uid: {uid#})", "", NONE),
        head(REPORT, NULL_DEREFERENCE, "BUG: unable to handle kernel NULL pointer dereference at {address@}", NULL, INSTRUCTION),
        head(REPORT, NULL_DEREFERENCE, "BUG: unable to handle kernel NULL pointer dereference~ at virtual address {address@}", NULL, INSTRUCTION),
        head(REPORT, NULL_DEREFERENCE, "BUG: kernel NULL pointer dereference~, address: {address@}", NULL, INSTRUCTION),
        head(REPORT, NULL_DEREFERENCE, "BUG: Kernel NULL pointer dereference~ on {how} at {address@}", NULL, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: unable to handle kernel paging request at {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: unable to handle kernel paging request~ at virtual address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: unable to handle page fault for address~: {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: Unable to handle kernel data access~ on {how} at {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: Unable to handle kernel instruction fetch~", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: unable to handle kernel", "BUG: unable to handle kernel access in {function}", INSTRUCTION),
        head(REPORT, PAGE_FAULT, "BUG: Unable to handle kernel", "BUG: unable to handle kernel access in {function}", INSTRUCTION),
        head(REPORT, NULL_DEREFERENCE, "Unable to handle kernel NULL pointer dereference~ at virtual address {address@}", NULL, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel paging request at virtual address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "CPU {cpu#} Unable to handle kernel paging request~ at virtual address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel paging request~ for {how} at address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel access to user memory outside uaccess routines~ at virtual address {address@}", "BUG: unable to handle kernel access to user memory in {function}", INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel write to read-only memory~ at virtual address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel execute from non-executable memory~ at virtual address {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel pointer dereference~ in virtual kernel address space", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel {how} at virtual address~ {address@}", PAGING, INSTRUCTION),
        head(REPORT, PAGE_FAULT, "Unable to handle kernel", PAGING, INSTRUCTION),
        head(REPORT, GENERAL_PROTECTION, "Oops: general protection fault, {}canonical address {address@}: {code@} [~#{count#}] {options}", "general protection fault in {function}", INSTRUCTION),
        head(REPORT, GENERAL_PROTECTION, "Oops: general protection fault~, {}: {code@} [#{count#}] {options}", "general protection fault in {function}", INSTRUCTION),
        head(REPORT, GENERAL_PROTECTION, "general protection fault, {}canonical address {address@}: {code@} [~#{count#}] {options}", "general protection fault in {function}", INSTRUCTION),
        head(REPORT, GENERAL_PROTECTION, "general protection fault, {} address {address@}: {code@} [~#{count#}] {options}", "general protection fault in {function}", INSTRUCTION),
        head(REPORT, GENERAL_PROTECTION, "general protection fault{}: {code@} [~#{count#}] {options}", "general protection fault in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "segment-related general protection fault: {code@}~ [#{count#}] {options}", "segment-related general protection fault in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "Oops: segment-related general protection fault: {code@}~ [#{count#}] {options}", "segment-related general protection fault in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "stack segment: {code@} [~#{count#}] {options}", "stack segment fault in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "Oops: stack segment: {code@} [~#{count#}] {options}", "stack segment fault in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "segment not present: {code@} [#~{count#}] {options}", "segment not present in {function}", INSTRUCTION),
        head(REPORT, SEGMENT_FAULT, "invalid TSS: {code@} [#~{count#}] {options}", "invalid TSS in {function}", INSTRUCTION),
        head(REPORT, DIVIDE_ERROR, "divide error: {code@} [~#{count#}] {options}", "divide error in {function}", INSTRUCTION),
        head(REPORT, DIVIDE_ERROR, "divide_error: {code@} [~#{count#}] {options}", "divide error in {function}", INSTRUCTION),
        head(REPORT, DIVIDE_ERROR, "Oops: divide error: {code@} [~#{count#}] {options}", "divide error in {function}", INSTRUCTION),
        head(REPORT, DIVIDE_ERROR, "fixpoint divide exception: {code@} ~[#{count#}] {options}", "divide error in {function}", INSTRUCTION),
        head(REPORT, INT3, "int3: {code@} [~#{count#}] {options}", "int3 in {function}", INSTRUCTION),
        head(REPORT, INT3, "Oops: int3: {code@} [~#{count#}] {options}", "int3 in {function}", INSTRUCTION),
        head(REPORT, ALIGNMENT_CHECK, "alignment check: {code@} [#~{count#}] {options}", "alignment check in {function}", INSTRUCTION),
        head(REPORT, ALIGNMENT_CHECK, "Oops: alignment check: {code@} [#~{count#}] {options}", "alignment check in {function}", INSTRUCTION),
        head(REPORT, ALIGNMENT_CHECK, "Oops: Split lock detected~", "split lock in {function}", INSTRUCTION),
        head(REPORT, DOUBLE_FAULT, "PANIC: double fault~, error_code: {code@}", "PANIC: double fault in {function}", INSTRUCTION),
        head(REPORT, DOUBLE_FAULT, "double fault: {code@} [~#{count#}] {options}", "PANIC: double fault in {function}", INSTRUCTION),
        head(REPORT, DOUBLE_FAULT, "Oops: double fault: {code@} [~#{count#}] {options}", "PANIC: double fault in {function}", INSTRUCTION),
        head(REPORT, CFI, "CFI failure at {at} (target: {target}; expected type: {expected})", "CFI failure in {function}", NAMED),
        head(REPORT, CFI, "CFI failure (target: {target})~", "CFI failure in {function}", INSTRUCTION, "cfi_"),
        head(REPORT, CFI, "Missing ENDBR: {target}", "missing ENDBR in {function}", INSTRUCTION),
        head(CONTINUES, INVALID_OPCODE, "invalid opcode: {code@} [~#{count#}] {options}", "invalid opcode in {function}", INSTRUCTION),
        head(CONTINUES, INVALID_OPCODE, "Oops: invalid opcode: {code@} [~#{count#}] {options}", "invalid opcode in {function}", INSTRUCTION),
        head(CONTINUES, CFI, "control protection fault: {code@} [#~{count#}] {options}", "control protection fault in {function}", INSTRUCTION),
        head(CONTINUES, CFI, "Oops: control protection fault: {code@} [#~{count#}] {options}", "control protection fault in {function}", INSTRUCTION),

        // Stacks.
        head(REPORT, STACK_GUARD_PAGE, "BUG: {stack}stack guard page was hit at {address@}~ (stack is {range})", "BUG: stack guard page was hit in {function}", OVERRUN),
        head(CONTINUES, STACK_GUARD_PAGE, "kernel stack overflow ({how}): {code@} [~#{count#}] {options}", "BUG: stack guard page was hit in {function}", OVERRUN),
        head(CONTINUES, STACK_GUARD_PAGE, "stack guard page: {code@} [~#{count#}] {options}", "BUG: stack guard page was hit in {function}", OVERRUN),
        head(CONTINUES, STACK_GUARD_PAGE, "Oops: stack guard page: {code@} [~#{count#}] {options}", "BUG: stack guard page was hit in {function}", OVERRUN),
        head(REPORT, STACK_GUARD_PAGE, "Insufficient stack space to handle exception!", "kernel stack overflow in {function}", OVERRUN, "bad_stack"),
        head(PRELUDE, STACK_CORRUPTED, "Thread overran stack, or stack corrupted", "", NONE),
        head(REPORT, STACK_CORRUPTED, "WARNING: kernel stack regs at {address@} in {where} has bad '{register}' value", "WARNING: kernel stack regs has bad '{register}' value", NONE),
        head(REPORT, STACK_CORRUPTED, "WARNING: kernel stack frame pointer at {address@} in {where} has bad value", "WARNING: kernel stack frame pointer has bad value", NONE),

        // Lockups, stalls, the scheduler.
        head(REPORT, SOFT_LOCKUP, "BUG: soft lockup~ - CPU#{cpu#} stuck for {seconds#}s! [{comm}:{pid#}]", "BUG: soft lockup in {function}", STALL),
        head(REPORT, HARD_LOCKUP, "Watchdog detected hard LOCKUP on cpu~ {cpu#}", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, HARD_LOCKUP, "BUG: NMI Watchdog detected LOCKUP~ on CPU{cpu#}", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, HARD_LOCKUP, "NMI Watchdog detected LOCKUP~ on CPU{cpu#}", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, HARD_LOCKUP, "CPU {cpu#} self-detected hard LOCKUP~ @ {at}", "hard LOCKUP in {function}", NAMED),
        head(REPORT, HARD_LOCKUP, "CPU {cpu#} detected hard LOCKUP on other CPUs~ {cpus}", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, HARD_LOCKUP, "Watchdog CPU:{cpu#} Hard LOCKUP", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, HARD_LOCKUP, "Watchdog CPU:{cpu#} detected Hard LOCKUP other CPUS~:{cpus}", "hard LOCKUP in {function}", INSTRUCTION),
        head(REPORT, RCU_STALL, "INFO: rcu{flavour}detected{}stall", "INFO: rcu detected stall in {function}", STALL, "apic_timer_interrupt", "rcu"),
        head(REPORT, HUNG_TASK, "INFO: task {comm}:{pid#} blocked {how} for more than {seconds#} seconds", "INFO: task hung in {function}", WAITER),
        head(REPORT, HUNG_TASK, "INFO: task {comm}:{pid#} blocked for more than {seconds#} seconds", "INFO: task hung in {function}", WAITER),
        head(REPORT, HUNG_TASK, "INFO: task {} blocked for more than {seconds#} seconds", "INFO: task hung in {function}", WAITER),
        head(REPORT, HUNG_TASK, "INFO: task {comm}:{pid#} can't die for more than {seconds#} seconds", "INFO: task can't die in {function}", CALLERS, "schedule"),
        head(REPORT, WORKQUEUE_LOCKUP, "BUG: workqueue lockup~ - pool cpus={cpus} {}stuck for {seconds#}s!", "BUG: workqueue lockup", NONE),
        head(REPORT, OTHER, "BUG: workqueue leaked {what}: {comm}/{state@}/{pid#}", "BUG: workqueue leaked {what} in {function}", NAMED),
        head(REPORT, OTHER, "BUG: workqueue leaked {what}", "BUG: workqueue leaked {what} in {function}", NAMED),
        head(REPORT, SCHEDULING_WHILE_ATOMIC, "BUG: scheduling while atomic:{comm}/{pid#}/0x{preempt_count@}", "BUG: scheduling while atomic in {function}", CALLERS, "schedule"),
        head(REPORT, SCHEDULING_WHILE_ATOMIC, "BUG: scheduling while atomic", "BUG: scheduling while atomic in {function}", CALLERS, "schedule"),
        head(REPORT, SLEEPING_IN_ATOMIC, "BUG: sleeping function called from invalid context~ at {file}", "BUG: sleeping function called from invalid context in {function}", CALLERS),
        head(REPORT, SLEEPING_IN_ATOMIC, "Debug: sleeping function called from invalid context~ at {file}", "BUG: sleeping function called from invalid context in {function}", CALLERS),
        head(REPORT, OTHER, "BUG: using {what}() in preemptible~ [{preempt_count@}] code: {comm}/{pid#}", "BUG: using {what}() in preemptible code in {function}", CALLERS, "dump_stack", "preemption", "preempt", "debug_", "processor_id", "this_cpu"),

        // Locks.
        head(REPORT, SPINLOCK_DEBUG, "BUG: spinlock {what} on CPU#{cpu#}, {comm}/{pid#}", "BUG: spinlock {what} in {function}", CALLERS, "spin_", "_lock", "_unlock"),
        head(REPORT, SPINLOCK_DEBUG, "BUG: spinlock {what} on ", "BUG: spinlock {what} in {function}", CALLERS, "spin_", "_lock", "_unlock"),
        head(REPORT, SPINLOCK_DEBUG, "BUG: rwlock {what} on CPU#{cpu#}, {comm}/{pid#}", "BUG: rwlock {what} in {function}", CALLERS, "spin_", "_lock", "_unlock"),
        head(REPORT, LOCKDEP, "BUG: Invalid wait context", "WARNING: locking bug in {function}", CALLERS, "lock_sock", "release_sock"),
        head(REPORT, LOCKDEP, "BUG: bad unlock balance detected!", "BUG: bad unlock balance in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: bad unlock balance detected!", "WARNING: bad unlock balance in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "BUG: held lock freed!", "BUG: held lock freed in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: held lock freed!", "WARNING: held lock freed in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "BUG: lock held when returning to user space", "BUG: lock held when returning to user space in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: lock held when returning to user space", "WARNING: lock held when returning to user space in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "BUG: {} still has locks held!", "BUG: still has locks held in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: {} still has locks held!", "WARNING: still has locks held in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: Nested lock was not taken", "WARNING: nested lock was not taken in {function}", CALLERS),
        head(REPORT, LOCKDEP, "WARNING: possible circular locking dependency detected", DEADLOCK, LOCK_SITE, "process_one_work", "flush_workqueue"),
        head(REPORT, LOCKDEP, "INFO: possible circular locking dependency detected", DEADLOCK, LOCK_SITE, "process_one_work", "flush_workqueue"),
        head(REPORT, LOCKDEP, "WARNING: possible recursive locking detected", DEADLOCK, LOCK_SITE),
        head(REPORT, LOCKDEP, "INFO: possible recursive locking detected", DEADLOCK, LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: possible irq lock inversion dependency detected", DEADLOCK, LOCK_SITE),
        head(REPORT, LOCKDEP, "INFO: possible irq lock inversion dependency detected", DEADLOCK, LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: {}-safe -> {}-unsafe lock order detected", DEADLOCK, BECAME),
        head(REPORT, LOCKDEP, "INFO: {}-safe -> {}-unsafe lock order detected", DEADLOCK, LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: inconsistent lock state", "inconsistent lock state in {function}", CALLERS),
        head(REPORT, LOCKDEP, "INFO: inconsistent lock state", "inconsistent lock state in {function}", LOCK_SITE),
        head(REPORT, LOCKDEP, "WARNING: suspicious RCU usage", "WARNING: suspicious RCU usage in {function}", CALLERS, "rcu", "kmem", "slab"),
        head(REPORT, LOCKDEP, "INFO: suspicious RCU usage", "INFO: suspicious RCU usage in {function}", CALLERS, "rcu", "kmem", "slab"),
        head(REPORT, LOCKDEP, "INFO: suspicious rcu_dereference_check() usage", "INFO: suspicious RCU usage in {function}", CALLERS, "rcu", "kmem", "slab"),
        head(REPORT, LOCKDEP, "INFO: trying to register non-static key", "INFO: trying to register non-static key in {function}", CALLERS, "stack", "lock", "IRQ"),
        head(REPORT, LOCKDEP, "BUG: MAX_LOCK{what} too low", "BUG: MAX_LOCK{what} too low!", NONE),
        head(REPORT, LOCKDEP, "BUG: MAX_STACK_TRACE_ENTRIES too low", "BUG: MAX_STACK_TRACE_ENTRIES too low!", NONE),
        head(REPORT, LOCKDEP, "BUG: key {address@} {what}!", "BUG: lockdep key {what} in {function}", CALLERS),

        // Memory management's own checks.
        head(REPORT, BAD_PAGE, "BUG: Bad page state in process {comm} pfn:{pfn@}", "BUG: Bad page state in {function}", CALLERS, "bad_page", "free_page", "check_new_page", "prep_new_page", "get_page_from_freelist", "rmqueue", "free_pcp", "free_unref", "free_hot_cold"),
        head(REPORT, BAD_PAGE, "BUG: Bad page state", "BUG: Bad page state in {function}", CALLERS, "bad_page"),
        head(REPORT, BAD_PAGE, "BUG: Bad page cache in process {comm} pfn:{pfn@}", "BUG: Bad page cache in {function}", CALLERS),
        head(REPORT, BAD_PAGE_MAP, "BUG: Bad page map in process {comm} pte:{pte@} pmd:{pmd@}", "BUG: Bad page map in {function}", CALLERS, "print_bad_p", "vm_normal_page"),
        head(REPORT, BAD_PAGE_MAP, "BUG: Bad page map", "BUG: Bad page map in {function}", CALLERS, "print_bad_p", "vm_normal_page"),
        head(REPORT, BAD_PAGE_MAP, "BUG: Bad rss-counter state~ mm:{mm@} {counter}", "BUG: Bad rss-counter state", NONE),
        head(REPORT, BAD_PAGE_MAP, "BUG: non-zero {what} on freeing mm~: {value}", "BUG: non-zero {what} on freeing mm", NONE),
        head(REPORT, BAD_PAGE_MAP, "Corrupted page table at address {address@}", "corrupted page table in {function}", INSTRUCTION),
        head(REPORT, SLAB_CORRUPTION, "BUG {cache} ({}ainted{}): {what}", "BUG: {what} in {function}", CALLERS, "object_err", "print_trailer", "slab", "free_debug_processing", "alloc_debug_processing", "check_bytes"),
        head(REPORT, SLAB_CORRUPTION, "Slab corruption {where}", "slab corruption in {function}", CALLERS),
        head(REPORT, SLAB_CORRUPTION, "BUG: mempool element poison mismatch", "BUG: mempool element poison mismatch in {function}", CALLERS, "mempool_"),
        head(REPORT, SLAB_CORRUPTION, "pagealloc: memory corruption", "pagealloc: memory corruption in {function}", CALLERS, "kernel_map_pages", "kernel_poison_pages", "unpoison"),
        head(REPORT, SLAB_CORRUPTION, "pagealloc: single bit error", "pagealloc: single bit error in {function}", CALLERS, "kernel_map_pages", "kernel_poison_pages", "unpoison"),
        head(REPORT, MEMORY_LEAK, "BUG: memory leak", "memory leak in {function}", ALLOCATION, "kmemleak", "mmap", "kmem", "slab", "alloc", "create_object", "idr_get", "list_lru_init", "kasprintf", "kvasprintf", "pcpu_create", "strdup", "strndup", "memdup"),
        head(REPORT, OTHER, "BUG: Dentry {} still in use", "BUG: Dentry still in use in {function}", CALLERS, "umount_check", "d_walk"),
        head(REPORT, OTHER, "unregister_netdevice: waiting for {device} to become free", "unregister_netdevice: waiting for DEV to become free", NONE),
        head(REPORT, OTHER, "VFS: Busy inodes after unmount", "VFS: Busy inodes after unmount (use-after-free)", NONE),
        head(REPORT, OTHER, "VFS: Close: file count is 0", "VFS: Close: file count is zero (use-after-free)", NONE),

        // What is said right before a BUG or a WARNING.
        head(PRELUDE, LIST_CORRUPTION, "list_del corruption{what}", "", NONE),
        head(PRELUDE, LIST_CORRUPTION, "list_add corruption{what}", "", NONE),
        head(PRELUDE, LIST_CORRUPTION, "list_add double add: {what}", "", NONE),
        head(PRELUDE, REFCOUNT, "refcount_t: {what}", "", NONE),
        head(PRELUDE, ODEBUG, "ODEBUG: {what} (active state {state#}) object~: {object} object type: {type} hint: {hint}", "", NONE),
        head(PRELUDE, ODEBUG, "ODEBUG: {what} (active state {state#}) object type: {type}~ hint: {hint}", "", NONE),
        head(PRELUDE, USERCOPY, "usercopy: {what} (offset {offset}, size {size})", "", NONE),
        head(PRELUDE, FORTIFY, "detected buffer overflow in {what}", "", NONE),
        head(PRELUDE, OTHER, "skbuff: skb_{what}: text:{text} ", "", NONE),
        head(PRELUDE, OTHER, "skb_over_panic: text:{text} ", "", NONE),
        head(PRELUDE, OTHER, "skb_under_panic: text:{text} ", "", NONE),
        head(PRELUDE, OTHER, "kvm_spurious_fault~", "", NONE),

        // Assertions.
        head(REPORT, USERCOPY, "kernel BUG at mm/usercopy.c:{line}!", "BUG: bad usercopy in {function}", INSTRUCTION, "usercopy", "__check"),
        head(REPORT, LIST_CORRUPTION, "kernel BUG at lib/list_debug.c:{line}!", "BUG: corrupted list in {function}", INSTRUCTION),
        head(REPORT, BUG, "kernel BUG at {file}!", "kernel BUG in {function}", INSTRUCTION, "skb_put", "skb_push", "skb_pull", "skb_over", "skb_under"),
        head(REPORT, BUG, "kernel BUG at ", "kernel BUG in {function}", INSTRUCTION),
        head(REPORT, BUG, "Kernel BUG at {at}", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Kernel BUG [#~{count#}]", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Kernel bug detected[#~{count#}]", "kernel BUG in {function}", INSTRUCTION),
        head(REPORT, ODEBUG, "WARNING: CPU: {cpu#} PID: {pid#} at {path}lib/debugobjects.c{}debug_{at}", "WARNING: ODEBUG bug in {function}", INSTRUCTION, "debug_", "rcu", "hrtimer_", "timer_", "work_", "percpu_", "vunmap", "vfree", "__free_", "kobject_"),
        head(REPORT, ODEBUG, "WARNING: {path}lib/debugobjects.c{}debug_{at}", "WARNING: ODEBUG bug in {function}", INSTRUCTION, "debug_", "rcu", "hrtimer_", "timer_", "work_", "percpu_", "vunmap", "vfree", "__free_", "kobject_"),
        head(REPORT, USERCOPY, "WARNING: {path}mm/usercopy.c{}usercopy_warn", "WARNING: bad usercopy in {function}", INSTRUCTION, "usercopy", "__check"),
        head(REPORT, WARNING, "WARNING: {path}lib/kobject.c{}kobject_", "WARNING: kobject bug in {function}", INSTRUCTION, "kobject_"),
        head(REPORT, WARNING, "WARNING: {path}fs/proc/generic.c{}proc_register", "WARNING: proc registration bug in {function}", INSTRUCTION, "proc_"),
        head(REPORT, REFCOUNT, "WARNING: {path}lib/refcount.c{}refcount_", "WARNING: refcount bug in {function}", INSTRUCTION, "refcount", "kobject_"),
        head(REPORT, LOCKDEP, "WARNING: {path}kernel/locking/lockdep.c{}lock_", "WARNING: locking bug in {function}", INSTRUCTION, "lock_sock", "release_sock"),
        head(REPORT, WARNING, "WARNING: {path}mm/{}.c{} k{}alloc", "WARNING: kmalloc bug in {function}", INSTRUCTION, "kmalloc", "krealloc", "slab", "kmem"),
        head(REPORT, WARNING, "WARNING: {path}mm/vmalloc.c{}__vmalloc_node", "WARNING: zero-size vmalloc in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: {path} usb_submit_urb", "WARNING in {function}/usb_submit_urb", INSTRUCTION, "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg"),
        head(REPORT, NETDEV_WATCHDOG, "WARNING: {path}net/sched/sch_generic.c{}dev_watchdog", "WARNING in dev_watchdog", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: CPU: {cpu#} PID: {pid#} at {file} {at}", "WARNING in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: CPU: {cpu#} PID: {pid#} at {file}", "WARNING in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: at {file} {at}", "WARNING in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: at {file}", "WARNING in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: {file} at {at}, CPU#{cpu#}: {comm}/{pid#}", "WARNING in {function}", INSTRUCTION),
        head(REPORT, WARNING, "WARNING: {file} at {at}, CPU#{cpu#}", "WARNING in {function}", INSTRUCTION),

        // The die() line, and other architectures' heads.
        head(CONTINUES, PAGE_FAULT, "Oops: Kernel access of bad area, sig: {signal#} [#~{count#}]", PAGING, INSTRUCTION),
        head(CONTINUES, MACHINE_CHECK, "Oops: Machine check, sig: {signal#} [#~{count#}]", "machine check in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Oops: Exception in kernel mode, sig: {signal#} [#~{count#}]", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Oops - BUG: {code@} [#~{count#}] {options}", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Oops - BUG [#~{count#}] {options}", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "Internal error: Oops - BUG: {code@} [#~{count#}] {options}", "kernel BUG in {function}", INSTRUCTION),
        head(CONTINUES, CFI, "Internal error: Oops - CFI: {code@} [#~{count#}] {options}", "CFI failure in {function}", INSTRUCTION),
        head(CONTINUES, KASAN, "Internal error: KASAN: {code@} [#~{count#}] {options}", "KASAN: invalid-access in {function}", INSTRUCTION),
        head(CONTINUES, OTHER, "Internal error: {what} [#~{count#}] {options}", "Internal error in {function}", INSTRUCTION),
        head(REPORT, OTHER, "Unhandled fault: {what}~ at 0x{address@}", "Unhandled fault in {function}", INSTRUCTION),
        head(REPORT, HARDWARE_ERROR, "SError Interrupt on CPU{cpu#}~, code 0x{code@}", "SError in {function}", INSTRUCTION),
        head(REPORT, OTHER, "Bad mode in {what} handler detected~ on CPU{cpu#}", "bad mode in {function}", INSTRUCTION),
        head(CONTINUES, PAGE_FAULT, "Oops: Oops: {code@} [~#{count#}] {options}", PAGING, INSTRUCTION),
        head(CONTINUES, PAGE_FAULT, "Oops: {code@} [~#{count#}] {options}", PAGING, INSTRUCTION),
        head(CONTINUES, PAGE_FAULT, "Oops:{code@} [~#{count#}] {options}", PAGING, INSTRUCTION),
        head(CONTINUES, PAGE_FAULT, "Oops: {code@} ilc:{ilc#} [~#{count#}] {options}", PAGING, INSTRUCTION),
        head(CONTINUES, OTHER, "Oops: {what} [#~{count#}] {options}", "Oops: {what} in {function}", INSTRUCTION),
        head(CONTINUES, OTHER, "Oops - {what} [#~{count#}] {options}", "Oops: {what} in {function}", INSTRUCTION),
        head(CONTINUES, OTHER, "Oops [#~{count#}] {options}", "Oops in {function}", INSTRUCTION),
        head(CONTINUES, OTHER, "Oops[#~{count#}]", "Oops in {function}", INSTRUCTION),
        head(REPORT, OTHER, "illegal operation: {code@} ~[#{count#}] {options}", "illegal operation in {function}", INSTRUCTION),
        head(REPORT, OTHER, "specification exception: {code@} ~[#{count#}] {options}", "specification exception in {function}", INSTRUCTION),
        head(REPORT, PAGE_FAULT, "addressing exception: {code@} ~[#{count#}] {options}", "addressing exception in {function}", INSTRUCTION),
        head(REPORT, PAGE_FAULT, "protection exception: {code@} ~[#{count#}] {options}", "protection exception in {function}", INSTRUCTION),
        head(CONTINUES, BUG, "monitor event: {code@} ~[#{count#}] {options}", "kernel BUG in {function}", INSTRUCTION),
        head(REPORT, OTHER, "Reserved instruction in kernel code[#~{count#}]", "reserved instruction in {function}", INSTRUCTION),
        head(REPORT, OTHER, "Unhandled kernel unaligned access[#~{count#}]", "unaligned access in {function}", INSTRUCTION),
        head(REPORT, OTHER, "Kernel Fault: Code={code}", "kernel fault in {function}", INSTRUCTION),
        head(REPORT, MACHINE_CHECK, "machine check: {code@} [#~{count#}] {options}", "machine check in {function}", INSTRUCTION),

        // What the hardware, the filesystems and the allocator said before a panic.
        head(EVENT, MACHINE_CHECK, "[Hardware Error]: CPU {cpu#}: Machine Check Exception: {mcgstatus} Bank {bank#}: {status@}", "", NONE),
        head(EVENT, MACHINE_CHECK, "[Hardware Error]: CPU {cpu#}: Machine Check~: {mcgstatus} Bank {bank#}: {status@}", "", NONE),
        head(EVENT, NMI, "NMI: PCI system error (SERR) for reason {reason@}", "", NONE),
        head(EVENT, NMI, "NMI: IOCK error~ (debug interrupt?) for reason {reason@}", "", NONE),
        head(EVENT, NMI, "Uhhuh. NMI received for unknown reason {reason@}~ on CPU {cpu#}", "", NONE),
        head(EVENT, FILESYSTEM, "EXT4-fs error (device {device}): {at}:{line#}: {what}", "", NONE),
        head(EVENT, FILESYSTEM, "EXT3-fs error (device {device}): {at}: {what}", "", NONE),
        head(EVENT, FILESYSTEM, "XFS ({device}): Corruption {what}", "", NONE),
        head(EVENT, FILESYSTEM, "XFS ({device}): Internal error {what} at line {line#} of file {file}.", "", NONE),
        head(EVENT, FILESYSTEM, "XFS ({device}): Log I/O Error Detected~", "", NONE),
        head(EVENT, FILESYSTEM, "BTRFS: error (device {device}) {what}", "", NONE),
        head(EVENT, OUT_OF_MEMORY, "Out of memory: {what}", "", NONE),

        // Looks like a report and is none.
        head(HARMLESS, OTHER, "BUG: arch topology borken", "", NONE),
        head(HARMLESS, OTHER, "BUG: recent printk recursion", "", NONE),
    };

    /** Whatever else the kernel calls a bug at the start of a line. */
    private static final OopsHead ANY_BUG = head(REPORT, OTHER, "BUG: {what}", "BUG: {what}", CALLERS);

    /** Entries by the first character of their template, in the order of the table. */
    private static final OopsHead[][] BY_FIRST = new OopsHead[128][];

    static {
        int[] counts = new int[128];
        for (OopsHead head : ALL) {
            counts[head.template().start().charAt(0)]++;
        }
        for (OopsHead head : ALL) {
            char first = head.template().start().charAt(0);
            if (BY_FIRST[first] == null) {
                BY_FIRST[first] = new OopsHead[counts[first]];
                counts[first] = 0;
            }
            BY_FIRST[first][counts[first]++] = head;
        }
    }

    private OopsHeads() {}

    private static OopsHead head(
            OopsHead.Role role, Oops.Kind kind, String template, String title, Guilt guilt, String... innocent) {
        return new OopsHead(role, kind, new Template(template), title, guilt, innocent);
    }

    /**
     * The entry whose line starts at {@code from}, with the line's values put into {@code holes}; null if there is none.
     */
    static @Nullable OopsHead at(String line, int from, Map<String, String> holes) {
        char first = line.charAt(from);
        OopsHead[] candidates = first < BY_FIRST.length ? BY_FIRST[first] : null;
        if (candidates == null) {
            return null;
        }
        for (OopsHead head : candidates) {
            if (head.template().matches(line, from, holes)) {
                return head;
            }
        }
        return from == 0 && ANY_BUG.template().matches(line, from, holes) ? ANY_BUG : null;
    }

    /** Whether a line could start with {@code first}. */
    static boolean mayStart(char first) {
        return first < BY_FIRST.length && BY_FIRST[first] != null;
    }
}
