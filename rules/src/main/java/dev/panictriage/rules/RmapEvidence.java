// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.fixes.FixVerdict;
import dev.panictriage.fixes.KnownFixes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the evidence for an anon_vma that is gone is argued. */
public final class RmapEvidence {
    private static final String SIGNATURE = "anon-vma-root-null";
    private static final long MAPPING_BITS = 3;

    private RmapEvidence() {}

    /** Whether an address that somebody looked up is the anon_vma's, with or without the low bits of page.mapping. */
    public static boolean isWithin(Word address, @Nullable Word anonVma) {
        return anonVma != null && (address.value() & ~MAPPING_BITS) == anonVma.value();
    }

    /**
     * @param explained the {@link FaultExplanation} of the fault, if there is one
     * @param holders the {@link PageState} of the memory that holds the anon_vma, if it was read
     * @param memory the {@link MemoryStatistics}, if they are known
     * @param kernels the {@link KernelIdentity}, if it is known
     */
    public static Diagnosis of(
            FatalFault fault,
            ExceptionContext context,
            Frame walk,
            PageState page,
            List<?> explained,
            List<?> holders,
            List<?> memory,
            List<?> kernels) {
        FaultExplanation operand = explained.isEmpty() ? null : (FaultExplanation) explained.get(0);
        PageState holder = holders.isEmpty() ? null : (PageState) holders.get(0);
        Word anonVma = page.anonVma();
        boolean nullRoot = page.anonVmaRoot() != null;
        boolean freed = holder != null && isFreed(holder, kernels);
        boolean proved = operand != null && (nullRoot || freed);
        Diagnosis.Builder diagnosis = Diagnosis.cause(SIGNATURE, proved ? Confidence.CONFIRMED : Confidence.PROBABLE)
                .title("page " + page.page() + " points at an anon_vma without a root"
                        + (freed ? ", in memory that was freed (use after free)" : ""))
                .culprit(Culprit.Kind.FUNCTION, walk.location().symbol())
                .summary("Reclaim walked from an anonymous page to its anon_vma and took the lock of its root, which is NULL: the anon_vma "
                        + (freed ? "had been freed" : "had been freed or was being torn down") + " while the page still pointed at it.")
                .because("A page fault at " + fault.context().faultAddress() + " interrupted " + context.rip()
                        + ", and nobody handled it: " + fault.how(), context.source());
        if (operand != null) {
            diagnosis.because("The faulting instruction is " + operand.instruction() + ": " + operand.arithmetic(), operand.source());
        }
        diagnosis.because("It was called by " + walk.location() + " for the rwsem of the anon_vma's root: "
                + rwsem(fault, context) + " is its offset in a structure at NULL, so root was NULL", walk.source())
                .because(Addresses.registersWith(context, page.page()) + " = " + page.page()
                        + " is the page (struct page); its mapping is " + page.mapping()
                        + ", with the bit set that marks an anonymous page", page.source())
                .because(registers(context, page) + ": the anon_vma is " + anonVma, context.source());
        if (nullRoot) {
            diagnosis.because("root of the anon_vma at " + anonVma + " reads NULL", page.source());
        }
        if (holder != null) {
            diagnosis.because(holder(holder, freed), holder.source());
        }
        if (page.head()) {
            diagnosis.because("The page is the head of a compound page (flags " + String.join(",", page.flags())
                    + "): transparent huge pages are involved", page.source());
        }
        if (!memory.isEmpty()) {
            MemoryStatistics statistics = (MemoryStatistics) memory.get(0);
            String pressure = pressure(statistics);
            if (pressure != null) {
                diagnosis.because(pressure, statistics.source());
            }
        }
        diagnosis.missing(operand == null ? "the faulting instruction, and so that RDI is the rwsem" : null)
                .missing(nullRoot || freed ? null : "root of the anon_vma at " + anonVma + ": it was not read")
                .missing("who freed the anon_vma, or cleared its root")
                .refutedBy("a page that is not anonymous, or an anon_vma whose root is not NULL")
                .explains("null-dereference", "hung-task", "soft-lockup", "rcu-stall", "deliberate-panic");
        if (!kernels.isEmpty()) {
            addFixes(diagnosis, (KernelIdentity) kernels.get(0));
        }
        return diagnosis
                .advise("Switch transparent huge pages off (transparent_hugepage=never) until a fixed kernel runs.")
                .advise("Add memory or lower the pressure, so that reclaim walks less: vm.min_free_kbytes, vm.lowmem_reserve_ratio.")
                .build();
    }

    /** {@code 0x8, in R14, RDI,}. */
    private static String rwsem(FatalFault fault, ExceptionContext context) {
        Word address = fault.context().faultAddress();
        String registers = Addresses.registersWith(context, address);
        return (address == null ? "the address" : address.brief()) + (registers == null ? "" : ", in " + registers + ",");
    }

    private static void addFixes(Diagnosis.Builder diagnosis, KernelIdentity kernel) {
        for (FixVerdict verdict : KnownFixes.forKernel(SIGNATURE, kernel.release(), kernel.version())) {
            diagnosis.fixedBy(verdict.line());
            if (verdict.status() == FixVerdict.Status.AFFECTED) {
                diagnosis.advise("Update the kernel: this one is affected, fixed in " + verdict.fixedBuild() + ".");
            }
            verdict.references().forEach(diagnosis::see);
        }
    }

    /** Not a slab any more: the slab that the object was in was given back. */
    private static boolean isFreed(PageState holder, List<?> kernels) {
        if (holder.use() != null) {
            return holder.use() != PageState.Use.SLAB;
        }
        return !kernels.isEmpty()
                && holder.rawFlags() != null
                && slabIsFlag((KernelIdentity) kernels.get(0))
                && !holder.flags().contains("slab")
                && !holder.flags().contains("tail");
    }

    /** Flags alone tell a slab until 46df8e73a4a3 (6.10) made it a page type. */
    private static boolean slabIsFlag(KernelIdentity kernel) {
        String release = kernel.release();
        if (release == null) {
            return false;
        }
        String[] numbers = release.split("\\D", 3);
        try {
            int major = Integer.parseInt(numbers[0]);
            return major < 6 || major == 6 && numbers.length > 1 && Integer.parseInt(numbers[1]) < 10;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String registers(ExceptionContext context, PageState page) {
        String mapping = Addresses.registersWith(context, page.mapping());
        String object = Addresses.registersWith(context, page.anonVma());
        String first = mapping == null ? "" : mapping + " holds the mapping " + page.mapping();
        String second = object == null ? "" : object + " the same less the flag, " + page.anonVma();
        return first + (first.isEmpty() || second.isEmpty() ? "" : ", ") + second;
    }

    private static String holder(PageState holder, boolean freed) {
        String page = "The page that holds the anon_vma is " + holder.page() + ", flags "
                + (holder.rawFlags() == null ? "not known" : Word.of(holder.rawFlags()).brief())
                + (holder.flags().isEmpty() ? "" : " (" + String.join(",", holder.flags()) + ")");
        if (freed) {
            return page + (holder.use() == PageState.Use.FREE ? ", free in the page allocator" : ", not a slab page any more")
                    + ": the slab of the anon_vma has been freed, so this is a use after free and not a mere NULL field";
        }
        if (holder.use() == PageState.Use.SLAB || holder.flags().contains("slab")) {
            return page + ", a slab page" + (holder.cache() == null ? "" : " of the cache " + holder.cache())
                    + ": its memory was not given away; the object was freed inside its cache, or its root was cleared";
        }
        return page;
    }

    private static @Nullable String pressure(MemoryStatistics memory) {
        StringBuilder text = new StringBuilder();
        append(text, memory.free(), memory.total(), "free", "of " + megabytes(memory.total()));
        append(text, memory.pageCache(), memory.total(), "page cache", "");
        if (memory.swapTotal() != null && memory.swapFree() != null) {
            append(text, memory.swapTotal() - memory.swapFree(), memory.swapTotal(), "swap used", "");
        }
        append(text, memory.committed(), memory.commitLimit(), "committed", "of the limit");
        return text.isEmpty() ? null : "Memory: " + text;
    }

    private static void append(StringBuilder text, @Nullable Long part, @Nullable Long whole, String name, String of) {
        if (part != null && whole != null && whole > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(part * 100 / whole)
                    .append(" % (")
                    .append(megabytes(part))
                    .append(of.isEmpty() ? "" : " " + of)
                    .append(')');
        }
    }

    private static String megabytes(@Nullable Long bytes) {
        return bytes == null ? "?" : (bytes >> 20) + " MB";
    }
}
