// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;

/**
 * Functions that stand in a trace because a fault was found, reported or provoked there, and that are not to blame:
 * their caller is. Which ones is kernel practice, as syzkaller's and the kernel robot's reports name bugs.
 */
final class Machinery {
    /** Wrappers of a reference counter of the caller's: who counted wrong is below. */
    private static final String[] COUNTERS = {
        "get_device",
        "put_device",
        "platform_device_put",
        "pci_dev_get",
        "pci_dev_put",
        "usb_get_dev",
        "usb_put_dev",
        "usb_get_intf",
        "usb_put_intf",
        "scsi_host_get",
        "scsi_host_put",
        "of_node_get",
        "of_node_put",
        "of_fwnode_get",
        "of_fwnode_put",
        "fwnode_handle_get",
        "fwnode_handle_put",
        "software_node_get",
        "software_node_put",
        "try_module_get",
        "__module_get",
        "module_put",
        "dev_hold",
        "dev_put",
        "netdev_hold",
        "netdev_put",
        "sock_hold",
        "sock_put",
        "get_net",
        "put_net",
        "get_pid",
        "put_pid",
        "get_task_struct",
        "put_task_struct",
        "get_cred",
        "put_cred",
        "put_disk",
        "dput",
        "fast_dput",
    };

    /** What writes the log to a slow console: who prints so much is below. */
    private static final String[] CONSOLES = {
        "console_unlock",
        "console_flush_all",
        "console_emit_next_record",
        "call_console_drivers",
        "__console_flush_and_unlock",
        "nbcon_",
        "univ8250_console_write",
        "serial8250_console_",
        "uart_console_write",
        "pl011_console_",
        "wait_for_xmitr",
        "wait_for_lsr",
        "io_serial_in",
        "io_serial_out",
        "mem32_serial_in",
        "mem_serial_in",
    };

    /** What a loop calls in each round to let time pass, to look at the clock or at the bus: who loops is below. */
    private static final String[] PAUSES = {
        "delay_tsc",
        "delay_loop",
        "delay_halt",
        "delay_mwaitx",
        "delay_tpause",
        "__delay",
        "__const_udelay",
        "__udelay",
        "__ndelay",
        "__timer_delay",
        "udelay",
        "arch_timer_read",
        "read_hpet",
        "read_tsc",
        "acpi_pm_read",
        "native_read_tsc",
        "native_sched_clock",
        "sched_clock",
        "local_clock",
        "ktime_get",
        "pvclock_clocksource_read",
        "kvm_clock_",
        "xen_clocksource_",
        "xen_hypercall_",
        "xen_poll_irq",
        "xen_qlock_wait",
        "xen_lock_spinning",
        "hypercall_page",
        "kvm_wait",
        "kvm_lock_spinning",
        "ioread",
        "iowrite",
        "pci_conf1_",
        "pci_mmcfg_",
        "raw_pci_",
        "pci_bus_read_config",
        "pci_bus_write_config",
    };

    /** KASAN's work on behalf of whoever frees or allocates, mm/kasan/quarantine.c: who does so all the time is below. */
    private static final String[] QUARANTINE = {"quarantine_", "qlink_", "qlist_"};

    private Machinery() {}

    /** Whether {@code function} is not to blame in any report. */
    static boolean covers(String function) {
        return ReportCode.covers(function) || Helpers.covers(function);
    }

    /** Whether {@code function} is not to blame in a report of this kind. */
    static boolean covers(String function, Oops.Kind kind) {
        return switch (kind) {
            case REFCOUNT, PAGE_FAULT, NULL_DEREFERENCE, GENERAL_PROTECTION, WARNING, BUG ->
                isOneOf(COUNTERS, function);
            case HARD_LOCKUP, SOFT_LOCKUP -> starts(CONSOLES, function) || starts(PAUSES, function);
            case RCU_STALL -> starts(PAUSES, function) || starts(QUARANTINE, function);
            default -> false;
        };
    }

    static boolean contains(String[] parts, String function) {
        for (String part : parts) {
            if (function.contains(part)) {
                return true;
            }
        }
        return false;
    }

    static boolean starts(String[] prefixes, String function) {
        for (String prefix : prefixes) {
            if (function.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    static boolean isOneOf(String[] names, String function) {
        for (String name : names) {
            if (function.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
