// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.BUG;
import static dev.panictriage.facts.Oops.Kind.FORTIFY;
import static dev.panictriage.facts.Oops.Kind.HARD_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.LIST_CORRUPTION;
import static dev.panictriage.facts.Oops.Kind.LOCKDEP;
import static dev.panictriage.facts.Oops.Kind.NETDEV_WATCHDOG;
import static dev.panictriage.facts.Oops.Kind.ODEBUG;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.REFCOUNT;
import static dev.panictriage.facts.Oops.Kind.USERCOPY;
import static dev.panictriage.facts.Oops.Kind.WARNING;
import static dev.panictriage.text.Guilt.INSTRUCTION;
import static dev.panictriage.text.Guilt.INTERRUPTED;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.OopsHead.Role.CONTINUES;
import static dev.panictriage.text.OopsHead.Role.PRELUDE;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;
import static dev.panictriage.text.OopsHead.said;

/** Assertions, BUG() and WARN(), and what is said right before them. */
final class AssertionHeads {
    static final OopsHead[] ALL = {
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
    };

    private AssertionHeads() {}
}
