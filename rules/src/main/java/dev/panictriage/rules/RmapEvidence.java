// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the evidence for an anon_vma that is gone is argued. */
public final class RmapEvidence {
    private static final long MAPPING_BITS = 3;

    private final FatalFault fault;
    private final ExceptionContext context;
    private final Frame walk;
    private final PageState page;
    private final @Nullable FaultExplanation operand;
    private final @Nullable PageState holder;
    private final @Nullable MemoryStatistics memory;
    private final @Nullable KernelIdentity kernel;

    /**
     * @param explained the {@link FaultExplanation} of the fault, if there is one
     * @param holders the {@link PageState} of the memory that holds the anon_vma, if it was read
     * @param memory the {@link MemoryStatistics}, if they are known
     * @param kernels the {@link KernelIdentity}, if it is known
     */
    public RmapEvidence(
            RmapFault walk, PageState page, List<?> explained, List<?> holders, List<?> memory, List<?> kernels) {
        this.fault = walk.fault();
        this.context = walk.context();
        this.walk = walk.walk();
        this.page = page;
        this.operand = explained.isEmpty() ? null : (FaultExplanation) explained.get(0);
        this.holder = holders.isEmpty() ? null : (PageState) holders.get(0);
        this.memory = memory.isEmpty() ? null : (MemoryStatistics) memory.get(0);
        this.kernel = kernels.isEmpty() ? null : (KernelIdentity) kernels.get(0);
    }

    /** Whether an address that somebody looked up is the anon_vma's, with or without the low bits of page.mapping. */
    public static boolean isWithin(Word address, @Nullable Word anonVma) {
        return anonVma != null && (address.value() & ~MAPPING_BITS) == anonVma.value();
    }

    /** Confirmed if the instruction used root, and what has become of the anon_vma was read: its root, or its memory. */
    public Confidence confidence() {
        return operand != null && (hasNullRoot() || isFreed()) ? Confidence.CONFIRMED : Confidence.PROBABLE;
    }

    private boolean hasNullRoot() {
        return page.anonVmaRoot() != null;
    }

    public @Nullable String unreadInstruction() {
        return operand == null ? "the faulting instruction, and so that it used the rwsem" : null;
    }

    public @Nullable String unreadRoot() {
        return hasNullRoot() || isFreed() ? null : "root of the anon_vma at " + page.anonVma() + ": it was not read";
    }

    public @Nullable String release() {
        return kernel == null ? null : kernel.release();
    }

    public @Nullable String version() {
        return kernel == null ? null : kernel.version();
    }

    public List<Evidence> steps() {
        List<Evidence> steps = new ArrayList<>();
        steps.add(new Evidence(
                "A page fault at " + fault.context().faultAddress() + " interrupted " + context.rip()
                        + ", and nobody handled it: " + fault.how(),
                context.source()));
        if (operand != null) {
            steps.add(new Evidence(
                    "The faulting instruction is " + operand.instruction() + ": " + operand.arithmetic(),
                    operand.source()));
        }
        steps.add(new Evidence(
                "It was called by " + walk.location() + " for the rwsem of the anon_vma's root: " + rwsem()
                        + " is its offset in a structure at NULL, so root was NULL",
                walk.source()));
        steps.add(new Evidence(
                Addresses.registersWith(context, page.page()) + " = " + page.page()
                        + " is the page (struct page); its mapping is " + page.mapping()
                        + ", with the bit set that marks an anonymous page",
                page.source()));
        steps.add(new Evidence(registers() + ": the anon_vma is " + page.anonVma(), context.source()));
        if (hasNullRoot()) {
            steps.add(new Evidence("root of the anon_vma at " + page.anonVma() + " reads NULL", page.source()));
        }
        if (holder != null) {
            steps.add(new Evidence(holder(holder), holder.source()));
        }
        if (page.head()) {
            steps.add(new Evidence(
                    "The page is the head of a compound page (flags " + String.join(",", page.flags())
                            + "): transparent huge pages are involved",
                    page.source()));
        }
        String pressure = memory == null ? null : pressure(memory);
        if (memory != null && pressure != null) {
            steps.add(new Evidence(pressure, memory.source()));
        }
        return steps;
    }

    /** {@code 0x8, in R14, RDI,}. */
    private String rwsem() {
        Word address = fault.context().faultAddress();
        String registers = Addresses.registersWith(context, address);
        return (address == null ? "the address" : address.brief())
                + (registers == null ? "" : ", in " + registers + ",");
    }

    /** Not a slab any more: the slab that the object was in was given back. */
    public boolean isFreed() {
        if (holder == null || holder.use() != null) {
            return holder != null && holder.use() != PageState.Use.SLAB;
        }
        return holder.rawFlags() != null
                && slabIsFlag(release())
                && !holder.flags().contains("slab")
                && !holder.flags().contains("tail");
    }

    /** Flags alone tell a slab until 46df8e73a4a3 (6.10) made it a page type. */
    private static boolean slabIsFlag(@Nullable String release) {
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

    private String registers() {
        String mapping = Addresses.registersWith(context, page.mapping());
        String object = Addresses.registersWith(context, page.anonVma());
        String first = mapping == null ? "" : mapping + " holds the mapping " + page.mapping();
        String second = object == null ? "" : object + " the same less the flag, " + page.anonVma();
        return first + (first.isEmpty() || second.isEmpty() ? "" : ", ") + second;
    }

    private String holder(PageState holder) {
        String page = "The page that holds the anon_vma is " + holder.page() + ", flags "
                + (holder.rawFlags() == null
                        ? "not known"
                        : Word.of(holder.rawFlags()).brief())
                + (holder.flags().isEmpty() ? "" : " (" + String.join(",", holder.flags()) + ")");
        if (isFreed()) {
            return page
                    + (holder.use() == PageState.Use.FREE
                            ? ", free in the page allocator"
                            : ", not a slab page any more")
                    + ": the slab of the anon_vma has been freed, so this is a use after free and not a mere NULL"
                    + " field";
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
