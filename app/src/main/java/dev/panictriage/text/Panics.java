// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

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
    };

    /** Said after the oops of a task that the kernel cannot do without, or because that task just exited. */
    private static final String[] DEATHS = {
        "Aiee, killing interrupt handler", "Attempted to kill init", "Attempted to kill the idle task",
    };

    private static final OopsHead[] MESSAGES = {
        panic(STACK_CORRUPTED, "stack-protector: Kernel stack is corrupted in: {at}", "stack is corrupted in {function}", Guilt.NAMED, "stack_chk"),
        panic(STACK_CORRUPTED, "corrupted stack end detected inside scheduler", "corrupted stack end in {function}", Guilt.OVERRUN, "schedule", "retint_kernel"),
        panic(STACK_CORRUPTED, "corrupted shadow stack detected inside scheduler", "corrupted shadow stack in {function}", Guilt.OVERRUN, "schedule"),
        new OopsHead(OopsHead.Role.REPORT, STACK_GUARD_PAGE, new Template("kernel stack overflow"), "kernel stack overflow in {function}", Guilt.OVERRUN, "bad_stack"),
        panic(PANIC, "Attempted to kill init!~ exitcode=0x{exitcode@}", "Attempted to kill init!", Guilt.NONE),
        panic(PANIC, "Couldn't open N_TTY ldisc", "Couldn't open N_TTY ldisc", Guilt.NONE),
        panic(OUT_OF_MEMORY, "Out of memory{what}", "Out of memory", Guilt.NONE),
        panic(OUT_OF_MEMORY, "System is deadlocked on memory", "System is deadlocked on memory", Guilt.NONE),
        panic(HARD_LOCKUP, "Watchdog detected hard LOCKUP on cpu {cpu#}", "Hard LOCKUP", Guilt.NONE),
        panic(HARD_LOCKUP, "Hard LOCKUP", "Hard LOCKUP", Guilt.NONE),
        panic(SOFT_LOCKUP, "softlockup: hung tasks", "softlockup: hung tasks", Guilt.NONE),
        panic(HUNG_TASK, "hung_task: blocked tasks", "hung_task: blocked tasks", Guilt.NONE),
        panic(RCU_STALL, "RCU Stall", "RCU Stall", Guilt.NONE),
        panic(MACHINE_CHECK, "Fatal machine check{what}", "Fatal machine check", Guilt.NONE),
        panic(MACHINE_CHECK, "Fatal local machine check{what}", "Fatal local machine check", Guilt.NONE),
        panic(MACHINE_CHECK, "Timeout: Not all CPUs entered broadcast exception handler", "Timeout: Not all CPUs entered broadcast exception handler", Guilt.NONE),
        panic(MACHINE_CHECK, "Machine check{what}", "Machine check", Guilt.NONE),
        panic(HARDWARE_ERROR, "Fatal hardware error!", "Fatal hardware error!", Guilt.NONE),
        panic(HARDWARE_ERROR, "Asynchronous SError Interrupt", "Asynchronous SError Interrupt", Guilt.NONE),
        panic(FILESYSTEM, "EXT4-fs (device {device}): panic forced after error", "EXT4-fs: panic forced after error", Guilt.NONE),
        panic(FILESYSTEM, "EXT3-fs (device {device}): panic forced after error", "EXT3-fs: panic forced after error", Guilt.NONE),
        panic(FILESYSTEM, "BTRFS{what}", "BTRFS{what}", Guilt.NONE),
        panic(NMI, "NMI: Not continuing", "NMI: Not continuing", Guilt.NONE),
        panic(NMI, "NMI IOCK error: Not continuing", "NMI IOCK error: Not continuing", Guilt.NONE),
        panic(NMI, "An NMI occurred{what}", "An NMI occurred", Guilt.NONE),
        panic(PANIC, "{what}", "{what}", Guilt.NONE),
    };

    private Panics() {}

    private static OopsHead panic(
            Oops.Kind kind, String template, String title, Guilt guilt, String... innocent) {
        return new OopsHead(
                OopsHead.Role.REPORT, kind, new Template(template), "kernel panic: " + title, guilt, innocent);
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
    static OopsHead of(String message, Map<String, String> holes) {
        for (OopsHead head : MESSAGES) {
            if (head.template().matches(message, 0, holes)) {
                return head;
            }
        }
        return MESSAGES[MESSAGES.length - 1];
    }
}
