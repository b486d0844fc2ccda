// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.NearFunction;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Phrases that several rules use. */
public final class Phrases {
    /** Of a chain. */
    private static final int MOST_LINKS = 8;

    private Phrases() {}

    public static String accessed(@Nullable Access access) {
        if (access == null) {
            return "access";
        }
        return switch (access) {
            case READ -> "read";
            case WRITE -> "write";
            case EXECUTE -> "instruction fetch";
        };
    }

    public static String nullValue(@Nullable Word value) {
        if (value == null || value.isZero()) {
            return "NULL";
        }
        return value.brief() + " (NULL plus an offset)";
    }

    /** What was accessed, where the bad value came from, link by link, and what it looks like; none if that is not known. */
    public static List<Evidence> origin(FaultExplanation fault) {
        List<Evidence> evidence = new ArrayList<>();
        String expression = fault.expression();
        if (expression != null && !fault.chain().isEmpty()) {
            evidence.add(new Evidence("In C, that is " + expression, fault.source()));
        }
        List<String> sentences = fault.sentences();
        int shown = sentences.size() <= MOST_LINKS ? sentences.size() : MOST_LINKS - 1;
        for (int i = 0; i < shown; i++) {
            evidence.add(new Evidence(
                    sentences.get(i),
                    i < fault.chain().size() ? source(fault.chain().get(i)) : fault.source()));
        }
        if (shown < sentences.size()) {
            evidence.add(new Evidence("and so on, " + (sentences.size() - shown) + " links more", fault.source()));
        }
        for (String finding : fault.findings()) {
            evidence.add(new Evidence(finding, fault.source()));
        }
        return evidence;
    }

    private static Source source(FaultExplanation.Step step) {
        return Source.code(step.location().toString());
    }

    /** That the address that was called may be a damaged one; null if it is near no function. */
    public static @Nullable String near(Collection<?> functions) {
        for (Object each : functions) {
            NearFunction near = (NearFunction) each;
            return "that the function pointer was not damaged: bit " + near.bit() + " alone tells it from "
                    + near.function().symbol();
        }
        return null;
    }

    public static @Nullable String originMissing(FaultExplanation fault) {
        return fault.origin() == null ? "where " + fault.badRegister() + " got its value" : null;
    }

    /** What to look at: the value as C where its types are known, or the register. */
    public static String originOrRegister(FaultExplanation fault) {
        String value = fault.chain().isEmpty() ? null : fault.chain().get(0).expression();
        boolean named = value != null && !value.contains("*") && !value.equalsIgnoreCase(fault.badRegister());
        return named ? value + " (" + fault.badRegister() + ")" : "the value of " + fault.badRegister();
    }

    public static String cpu(@Nullable Integer cpu) {
        return cpu == null ? "a CPU" : "CPU " + cpu;
    }

    /** The CPU that a stack is of. */
    public static String cpuOf(String stack) {
        return stack.startsWith("cpu ") ? "CPU " + stack.substring("cpu ".length()) : "a CPU";
    }

    /** The faulting instruction and what its operand computes to, as far as that is known. */
    public static List<Evidence> arithmetic(Collection<?> faults) {
        return faults.stream()
                .filter(FaultExplanation.class::isInstance)
                .map(FaultExplanation.class::cast)
                .map(fault -> new Evidence(
                        "The faulting instruction is " + fault.instruction() + ": " + fault.arithmetic(),
                        fault.source()))
                .toList();
    }

    /** How the address of what a loop reads is computed. */
    public static List<Evidence> address(SpinLoop loop) {
        return loop.arithmetic() == null
                ? List.of()
                : List.of(new Evidence(
                        "What the loop reads is at " + loop.arithmetic()
                                + (loop.name() == null ? "" : ", which is " + loop.name()),
                        loop.source()));
    }

    /** Completes "no loaded module covers it". */
    public static String mapped(AddressIdentity identity) {
        if (identity.mapped() == null) {
            return "";
        }
        return identity.mapped()
                ? "; the page tables map it" + (identity.detail() == null ? "" : " (" + identity.detail() + ")")
                : identity.detail() == null
                        ? "; the page tables do not map it"
                        : "; it is not mapped: " + identity.detail();
    }

    /** What a module must do before it goes, for each kind of thing that it may leave behind. */
    public static String howToCancel(String left, String module) {
        String remedy;
        if (left.startsWith("hrtimer")) {
            remedy = "call hrtimer_cancel()";
        } else if (left.startsWith("timer")) {
            remedy = "call timer_shutdown_sync() (del_timer_sync() before 6.2)";
        } else if (left.contains("work")) {
            remedy = "call cancel_work_sync() or cancel_delayed_work_sync(), or flush its workqueue";
        } else if (left.contains("RCU")) {
            remedy = "call rcu_barrier()";
        } else if (left.startsWith("tasklet")) {
            remedy = "call tasklet_kill()";
        } else {
            remedy = "withdraw what it registered";
        }
        return "Fix the exit path of " + module + ": it must " + remedy
                + " before its memory is freed, in every error path too, and nothing may re-arm it after that.";
    }

    public static String nameOf(SequenceLock lock) {
        return lock.name() == null ? "at " + lock.address() : lock.name();
    }

    /** Stacks or CPUs, in order. */
    public static String list(Collection<?> items) {
        return items.stream()
                .map(item -> item instanceof CpuState state ? state.stack() : String.valueOf(item))
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining(", "));
    }

    public static List<Evidence> sameInRegister(SpinLoop loop, boolean same) {
        return same
                ? List.of(new Evidence(
                        loop.register() + " of the waiting CPU holds the same number: " + loop.registerValue(),
                        loop.source()))
                : List.of();
    }

    public static List<Evidence> writerLock(SequenceLock lock) {
        return lock.writerLockValue() == null
                ? List.of()
                : List.of(new Evidence(
                        "The lock that serialises its writers, "
                                + (lock.writerLock() == null ? "printed with it" : "at " + lock.writerLock()) + ", is "
                                + lock.writerLockValue() + ": nobody holds the write side",
                        lock.source()));
    }

    public static List<Evidence> noWriter(SequenceLock lock, boolean none) {
        return none
                ? List.of(new Evidence(
                        "Every other CPU is idle, in user space, or waits for the same sequence: none is inside a"
                                + " write section",
                        lock.source()))
                : List.of();
    }

    /** Where the one CPU is that can be the writer. */
    public static List<Evidence> onlyWriter(List<?> writers) {
        if (writers.size() != 1
                || !(writers.get(0) instanceof CpuState)
                || ((CpuState) writers.get(0)).runs() == null) {
            return List.of();
        }
        CpuState cpu = (CpuState) writers.get(0);
        return List.of(new Evidence(
                "Of the CPUs that are known only " + cpu.stack()
                        + " neither idles nor waits for the sequence: it is in " + cpu.runs(),
                cpu.source()));
    }

    public static List<Evidence> noFrameOfModule(SequenceLock lock, Collection<?> others) {
        return others.isEmpty()
                ? List.of()
                : List.of(new Evidence(
                        list(others) + " runs other code, but no frame of its stack is in " + lock.module()
                                + ", whose variable the sequence is",
                        lock.source()));
    }
}
