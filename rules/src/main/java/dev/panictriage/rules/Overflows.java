// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.StackUse;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.ThreadInfo;
import dev.panictriage.facts.Word;
import dev.panictriage.fixes.FixVerdict;
import dev.panictriage.fixes.KnownFixes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules of stack overflows ask and say. */
public final class Overflows {
    public static final String SIGNATURE = "stack-overflow-into-thread-info";

    /** What lies at the end of every task's stack: include/uapi/linux/magic.h. */
    private static final Word STACK_END_MAGIC = Word.of(0x57AC6E9DL);

    /** So many zero bytes above the end word were jumped over, if calls wrote it, by a frame that left them alone. */
    private static final long UNLIKELY_GAP = 512;

    /** x86-64 before 0483e1fa6e09 (4.8) had its areas at fixed places: Documentation/x86/x86_64/mm.txt. */
    private static final Word DIRECT_MAP = Word.of(0xffff_8800_0000_0000L);

    private static final long DIRECT_MAP_BYTES = 1L << 46;
    private static final Word VMALLOC = Word.of(0xffff_c900_0000_0000L);
    private static final long VMALLOC_BYTES = 1L << 45;

    private Overflows() {}

    /** Whether the end of a stack was overwritten. The first task of all never had the word: it is not forked. */
    public static boolean isEndOverwritten(Task task) {
        return task.stackEndMagic() != null
                && task.pid() != 0
                && !"X".equals(task.state())
                && !"Z".equals(task.state())
                && !task.stackEndMagic().equals(STACK_END_MAGIC);
    }

    /** Whether the kernel itself says, without a guard page, that a stack's end was overwritten. */
    public static boolean saysEndOverwritten(Oops oops) {
        String reason = oops.details().get("reason");
        return oops.kind() == Oops.Kind.STACK_CORRUPTED
                && (oops.message().contains("corrupted stack end")
                        || reason != null && reason.contains("Thread overran stack"));
    }

    /** Of the stack that a report or a task is about: whether calls surely never came near its end. */
    public static boolean isFarFromEnd(Collection<?> uses) {
        for (Object use : uses) {
            Long untouched = ((StackUse) use).untouched();
            if (untouched != null && untouched >= UNLIKELY_GAP) {
                return true;
            }
        }
        return false;
    }

    /** The first that says whom to blame. */
    public static @Nullable String blamed(Collection<?> uses) {
        for (Object use : uses) {
            Location blamed = ((StackUse) use).blamed();
            if (blamed != null && blamed.symbol() != null) {
                return blamed.symbol();
            }
        }
        return null;
    }

    /** {@code lab_recurse [lab_stack]}. */
    public static String name(@Nullable Location call) {
        if (call == null || call.symbol() == null) {
            return "a function that is not known";
        }
        return call.symbol() + (call.module() == null ? "" : " [" + call.module() + "]");
    }

    public static String title(StackUse use) {
        String stack = "kernel stack overflow on the " + use.owner() + ": ";
        if (use.recursive()) {
            return stack + cycle(use) + " recursed " + use.turns() + " times";
        }
        if (use.largeFrame()) {
            return stack + "the frame of " + name(use.largest()) + " takes " + use.largestBytes() + " bytes";
        }
        return stack + "deepest in " + name(use.deepest());
    }

    public static String summary(StackUse use) {
        String rest = " The stack has a guard page or other memory below it, and the next push or store went there.";
        if (use.recursive()) {
            return "A recursion used up the stack: " + cycle(use)
                    + (use.cycle().size() == 1 ? " called itself " : " called each other, round and round, ")
                    + use.turns() + " times." + rest;
        }
        if (use.largeFrame()) {
            return "One function's local variables used up the stack: " + name(use.largest()) + " takes "
                    + use.largestBytes() + " bytes." + rest;
        }
        return "The calls were deeper than the stack is large; no recursion and no huge frame is seen." + rest;
    }

    /** What memory shows of a thread_info that was overwritten: itself, and the word behind it that marks the stack's end. */
    public static List<Evidence> inMemory(Collection<?> threadInfos, Collection<?> tasks) {
        List<Evidence> steps = new ArrayList<>();
        for (Object each : threadInfos) {
            ThreadInfo info = (ThreadInfo) each;
            steps.add(new Evidence(
                    "The thread_info at " + info.address() + (info.pid() == null ? "" : ", of pid " + info.pid() + ",")
                            + " holds that number now: cpu = " + info.cpu(),
                    info.source()));
            for (Object other : tasks) {
                Task task = (Task) other;
                if (info.address() != null && info.address().equals(task.stackStart())) {
                    steps.add(new Evidence(
                            "The word behind it holds " + task.stackEndMagic() + " and not STACK_END_MAGIC, 0x57ac6e9d",
                            task.source()));
                }
            }
        }
        return steps;
    }

    /** What took the room, as steps of proof. */
    public static List<Evidence> room(Collection<?> uses) {
        List<Evidence> steps = new ArrayList<>();
        for (Object each : uses) {
            StackUse use = (StackUse) each;
            if (!use.cycle().isEmpty()) {
                String turn = use.bytesPerTurn() == null ? "" : ", " + use.bytesPerTurn() + " bytes each turn";
                String sum = use.bytesPerTurn() == null || use.bytes() == null || use.turns() == null
                        ? ""
                        : ": " + use.turns() + " * " + use.bytesPerTurn() + " = " + use.turns() * use.bytesPerTurn()
                                + " of " + use.bytes() + " bytes";
                steps.add(new Evidence(cycle(use) + " repeats " + use.turns() + " times" + turn + sum, use.source()));
            }
            if (use.largeFrame()) {
                steps.add(new Evidence(
                        "The largest frame is that of " + name(use.largest()) + ": " + use.largestBytes() + " bytes",
                        use.source()));
            }
            if (use.untouched() != null && use.untouched() >= UNLIKELY_GAP) {
                steps.add(new Evidence(
                        use.untouched() + " bytes above the stack's end are still zero: no call came near it",
                        use.source()));
            }
        }
        return steps;
    }

    /** How far the stack pointer came, by numbers. */
    public static String bounds(StackUse use) {
        StringBuilder text = new StringBuilder("The ").append(use.owner());
        if (use.start() != null && use.bytes() != null) {
            text.append(" is ")
                    .append(use.start())
                    .append("..")
                    .append(use.start().plus(use.bytes()));
            text.append(" (").append(use.bytes()).append(" bytes)");
        }
        if (use.lowest() != null) {
            text.append("; the stack pointer was ").append(use.lowest());
            if (use.start() != null) {
                text.append(distance(use.lowest(), use.start()));
            }
        }
        if (use.overflow() != null) {
            text.append("; the address used was ").append(use.overflow());
            if (use.start() != null) {
                text.append(distance(use.overflow(), use.start()));
            }
        }
        return text.append(": ").append(use.how()).toString();
    }

    private static String distance(Word address, Word start) {
        long above = address.minus(start);
        if (above == 0) {
            return ", right at its end";
        }
        return above < 0 ? ", " + -above + " bytes below it" : ", " + above + " bytes above its end";
    }

    private static String cycle(StackUse use) {
        StringBuilder names = new StringBuilder();
        int shown = 0;
        for (Location call : use.cycle()) {
            if (shown++ == 6) {
                return names + " < ... (" + use.cycle().size() + " calls)";
            }
            names.append(names.isEmpty() ? "" : " < ").append(name(call));
        }
        return names.toString();
    }

    /** How cpu and preempt_count were found, and what they are together. */
    public static List<Evidence> overwritten(ThreadInfo info, @Nullable Long preemptCount, Source countSource) {
        List<Evidence> steps = new ArrayList<>();
        for (String step : info.arithmetic()) {
            steps.add(new Evidence(step, info.source()));
        }
        steps.add(new Evidence(
                Word.of(info.cpu()).brief() + " = " + info.cpu() + " is no CPU number"
                        + (info.cpus() == null ? "" : ": there are " + info.cpus()),
                info.source()));
        if (preemptCount != null) {
            steps.add(new Evidence(impossible(preemptCount), countSource));
            steps.add(new Evidence(recombined(info, preemptCount), Source.computed("preempt_count << 32 | cpu")));
        }
        return steps;
    }

    public static String impossible(long count) {
        return "preempt_count was " + Word.of(count).brief()
                + ": no nesting of locks, softirqs, interrupts and NMIs sets"
                + " those bits (PREEMPT 0xff, SOFTIRQ 0xff00, HARDIRQ and NMI up to 0x7ff0000)";
    }

    /** Both halves of what was written over the eight bytes at cpu. */
    public static Word pointer(ThreadInfo info, long preemptCount) {
        return info.together(preemptCount);
    }

    public static boolean isPointer(ThreadInfo info, @Nullable Long preemptCount) {
        return preemptCount != null
                && PreemptCount.isImpossible(preemptCount)
                && (pointer(info, preemptCount).isWithin(DIRECT_MAP, DIRECT_MAP_BYTES)
                        || pointer(info, preemptCount).isWithin(VMALLOC, VMALLOC_BYTES));
    }

    private static String recombined(ThreadInfo info, long preemptCount) {
        Word word = pointer(info, preemptCount);
        Word aligned = Word.of(word.value() & -8L);
        String where = info.preemptCountAt() == null || info.cpuAt() == null
                ? ""
                : "preempt_count, at 0x" + Long.toHexString(info.preemptCountAt()) + ", follows cpu, at 0x"
                        + Long.toHexString(info.cpuAt()) + ": ";
        String text =
                where + "together the eight bytes are " + Word.of(preemptCount).brief() + " << 32 | "
                        + Word.of(info.cpu()).brief() + " = " + word + ", " + area(word);
        if (word.equals(aligned)) {
            return text + ", aligned to 8: a saved pointer was pushed over thread_info";
        }
        return text + ". A saved pointer to an object is aligned to 8: " + aligned + ", with cpu = "
                + Word.of(aligned.value() & 0xffff_ffffL).brief() + " and a fault address " + (word.minus(aligned) * 8)
                + " bytes lower";
    }

    private static String area(Word word) {
        if (word.isWithin(DIRECT_MAP, DIRECT_MAP_BYTES)) {
            return "a pointer into the direct map";
        }
        return word.isWithin(VMALLOC, VMALLOC_BYTES) ? "a pointer into vmalloc's area" : "no pointer";
    }

    /** The fault address that belongs to an aligned pointer, if the printed one does not: digits get lost on the way. */
    public static List<Evidence> trueFaultAddress(ThreadInfo info, long preemptCount, @Nullable Word printed) {
        long excess = pointer(info, preemptCount).value() & 7;
        if (printed == null || excess == 0) {
            return List.of();
        }
        return List.of(new Evidence(
                "So the true fault address is " + printed.plus(-excess * 8) + ", not the " + printed
                        + " that was printed or copied: only then are cpu and preempt_count an aligned pointer",
                Source.computed(printed.brief() + " - " + excess + " * 8")));
    }

    /** Known fixes that this kernel lacks, or may lack. */
    public static List<String> fixes(Collection<?> kernels, boolean xfs) {
        KernelIdentity kernel =
                kernels.isEmpty() ? null : (KernelIdentity) kernels.iterator().next();
        List<String> lines = new ArrayList<>();
        for (FixVerdict verdict : KnownFixes.forKernel(
                SIGNATURE, kernel == null ? null : kernel.release(), kernel == null ? null : kernel.version())) {
            // A fix of another vendor's kernel says nothing about this one; of a kernel that is not known, it may.
            boolean related = verdict.fixedBuild() != null || kernel == null || kernel.release() == null;
            boolean applies = related
                    && verdict.status() != FixVerdict.Status.FIXED
                    && (xfs || !verdict.subject().contains("XFS"));
            if (applies) {
                lines.add(verdict.line());
            }
        }
        return lines;
    }
}
