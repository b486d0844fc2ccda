// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.CFI;
import static dev.panictriage.facts.Oops.Kind.FILESYSTEM;
import static dev.panictriage.facts.Oops.Kind.HARDWARE_ERROR;
import static dev.panictriage.facts.Oops.Kind.HARD_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.HUNG_TASK;
import static dev.panictriage.facts.Oops.Kind.MACHINE_CHECK;
import static dev.panictriage.facts.Oops.Kind.NMI;
import static dev.panictriage.facts.Oops.Kind.OUT_OF_MEMORY;
import static dev.panictriage.facts.Oops.Kind.PANIC;
import static dev.panictriage.facts.Oops.Kind.RCU_STALL;
import static dev.panictriage.facts.Oops.Kind.SOFT_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.STACK_CORRUPTED;
import static dev.panictriage.facts.Oops.Kind.STACK_GUARD_PAGE;

import dev.panictriage.facts.Oops;
import java.util.List;
import java.util.Map;

/** The messages of "Kernel panic - not syncing:": which only follow another report, and how the others are named. */
final class Panics {
    /** Said after a report that tells the reason. */
    private static final String[] CONSEQUENCES = {
        "Fatal exception",
        "Fatal hardware error in interrupt",
        "panic_on_warn set",
        "panic_on_oops",
        "panic_on_taint set",
        "system warned too often",
        "Oopsed too often",
        "hung_task: blocked tasks",
        "softlockup: hung tasks",
        "Hard LOCKUP",
        "hard LOCKUP",
        "Watchdog detected hard LOCKUP",
        "RCU Stall",
        "rcu stall",
        "Oops",
        "bad: scheduling",
        "kernel stack overflow",
        "Asynchronous SError Interrupt",
        "Unhandled exception",
        "scheduling while atomic",
        "workqueue: stall",
        "lockdep",
        "CPU self-detected hard LOCKUP",
        "Machine halted.",
        "LBUG",
    };

    /** Said after the oops of a task that the kernel cannot do without, or because that task just exited. */
    private static final String[] DEATHS = {
        "Aiee, killing interrupt handler", "Attempted to kill init", "Attempted to kill the idle task",
    };

    private static final OopsHead[] MESSAGES = {
        panic(
                STACK_CORRUPTED,
                Guilt.STATED,
                "stack-protector: Kernel stack is corrupted in: {at}",
                "stack is corrupted in {function}",
                "stack_chk"),
        panic(
                STACK_CORRUPTED,
                Guilt.OVERRUN,
                "corrupted stack end detected inside scheduler",
                "corrupted stack end in {function}",
                "schedule",
                "retint_kernel"),
        panic(
                STACK_CORRUPTED,
                Guilt.OVERRUN,
                "corrupted shadow stack detected inside scheduler",
                "corrupted shadow stack in {function}",
                "schedule"),
        new OopsHead(
                OopsHead.Role.REPORT,
                STACK_GUARD_PAGE,
                Guilt.OVERRUN,
                new Template("kernel stack overflow"),
                "kernel stack overflow in {function}",
                "bad_stack"),
        panic(CFI, Guilt.CALLERS, "CFI failure (target: {target})", "CFI failure in {function}", "cfi_"),
        panic(PANIC, Guilt.NONE, "Attempted to kill init!~ exitcode=0x{exitcode@}", "Attempted to kill init!"),
        panic(PANIC, Guilt.NONE, "Couldn't open N_TTY ldisc", "Couldn't open N_TTY ldisc"),
        panic(OUT_OF_MEMORY, Guilt.NONE, "Out of memory{what}", "Out of memory"),
        panic(OUT_OF_MEMORY, Guilt.NONE, "System is deadlocked on memory", "System is deadlocked on memory"),
        panic(HARD_LOCKUP, Guilt.INTERRUPTED, "Watchdog detected hard LOCKUP on cpu {cpu#}", "Hard LOCKUP"),
        panic(HARD_LOCKUP, Guilt.INTERRUPTED, "Hard LOCKUP", "Hard LOCKUP"),
        // The watchdog's timer gives up on the CPU that loops; khungtaskd on a task that is not its own.
        panic(SOFT_LOCKUP, Guilt.LOOP, "softlockup: hung tasks", "softlockup: hung tasks"),
        panic(HUNG_TASK, Guilt.NONE, "hung_task: blocked tasks", "hung_task: blocked tasks"),
        panic(RCU_STALL, Guilt.NONE, "RCU Stall", "RCU Stall"),
        panic(MACHINE_CHECK, Guilt.NONE, "Fatal machine check{what}", "Fatal machine check"),
        panic(MACHINE_CHECK, Guilt.NONE, "Fatal local machine check{what}", "Fatal local machine check"),
        panic(
                MACHINE_CHECK,
                Guilt.NONE,
                "Timeout: Not all CPUs entered broadcast exception handler",
                "Timeout: Not all CPUs entered broadcast exception handler"),
        panic(MACHINE_CHECK, Guilt.NONE, "Machine check{what}", "Machine check"),
        panic(HARDWARE_ERROR, Guilt.NONE, "Fatal hardware error!", "Fatal hardware error!"),
        panic(HARDWARE_ERROR, Guilt.NONE, "Asynchronous SError Interrupt", "Asynchronous SError Interrupt"),
        panic(
                FILESYSTEM,
                Guilt.NONE,
                "EXT4-fs (device {device}): panic forced after error",
                "EXT4-fs: panic forced after error"),
        panic(
                FILESYSTEM,
                Guilt.NONE,
                "EXT3-fs (device {device}): panic forced after error",
                "EXT3-fs: panic forced after error"),
        panic(FILESYSTEM, Guilt.NONE, "BTRFS{what}", "BTRFS{what}"),
        panic(NMI, Guilt.NONE, "NMI: Not continuing", "NMI: Not continuing"),
        panic(NMI, Guilt.NONE, "NMI IOCK error: Not continuing", "NMI IOCK error: Not continuing"),
        panic(NMI, Guilt.NONE, "An NMI occurred{what}", "An NMI occurred"),
        panic(PANIC, Guilt.NONE, "{what}", "{what}"),
    };

    private Panics() {}

    private static OopsHead panic(Oops.Kind kind, Guilt guilt, String template, String title, String... innocent) {
        return new OopsHead(
                OopsHead.Role.REPORT, kind, guilt, new Template(template), "kernel panic: " + title, innocent);
    }

    /** Whether the panic says only that a task died in the kernel, or that a warning came: there is a report before it. */
    static boolean isOfOops(String message) {
        return message.startsWith("Fatal exception")
                || message.startsWith("Oops: Fatal exception")
                || message.contains("panic_on_warn set")
                || Machinery.starts(DEATHS, message);
    }

    /** Whether the panic follows from a report before it. */
    static boolean follows(String message, List<Report> before) {
        if (Machinery.starts(DEATHS, message)) {
            return hasDeath(before);
        }
        // "sysctl: panic_on_warn set ...", "KASAN: panic_on_warn set ...", "kernel: ...".
        return (Machinery.starts(CONSEQUENCES, message) || message.contains("panic_on_warn set")) && !before.isEmpty();
    }

    /** Whether a task died in the kernel: die() counts the oopses. */
    private static boolean hasDeath(List<Report> reports) {
        for (Report report : reports) {
            if (report.holes().containsKey("count")) {
                return true;
            }
        }
        return false;
    }

    /** The entry for a panic's message. */
    static OopsHead of(String printed, Map<String, String> holes) {
        // "panic_on_warn set ..."
        String message = printed.endsWith("...")
                ? printed.substring(0, printed.length() - 3).strip()
                : printed;
        for (OopsHead head : MESSAGES) {
            if (head.template().matches(message, 0, holes)) {
                return head;
            }
        }
        return MESSAGES[MESSAGES.length - 1];
    }
}
