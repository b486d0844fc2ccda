// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.MachineCheckStatus;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.CpuMask;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Page;
import dev.panictriage.kernel.PerCpu;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** What the kernel keeps of hardware errors in its variables; what it logged is with the log. */
final class HardwareExtractor implements Extractor {
    private static final String HWPOISON = "hwpoison";

    @Override
    public String subject() {
        return "hardware errors in memory";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        KernelImage image = kernel.image();
        image.symbols().prefetch("mce_exception_count", "mces_seen", "hw_errs_seen", "num_poisoned_pages");
        poisonedPages(image, facts);
        faultedPages(image, facts);
        PerCpu perCpu = image.perCpu();
        CpuMask possible = perCpu.possible();
        for (int cpu = possible.next(0); cpu >= 0; cpu = possible.next(cpu + 1)) {
            exceptions(image, perCpu, cpu, facts);
        }
    }

    /** How many machine-check exceptions a CPU took, and what the one was that it takes now. */
    private static void exceptions(KernelImage image, PerCpu perCpu, int cpu, FactSink facts) {
        OptionalLong counter = perCpu.find("mce_exception_count", cpu);
        if (counter.isEmpty()) {
            return;
        }
        long taken = image.memory().u32(counter.getAsLong());
        if (taken == 0) {
            return;
        }
        facts.add(new HardwareError(
                Report.MACHINE_CHECK,
                Severity.INFO,
                cpu,
                null,
                null,
                null,
                null,
                taken,
                null,
                "CPU " + cpu + " took " + taken + " machine-check exceptions",
                Source.memory(Word.of(counter.getAsLong()), "mce_exception_count of CPU " + cpu)));
        // do_machine_check() copies what it found there; mce_reign() clears it if the machine goes on. Since 6.13 the
        // struct mce is in a struct mce_hw_err.
        boolean wrapped = perCpu.find("hw_errs_seen", cpu).isPresent();
        OptionalLong seen = perCpu.find(wrapped ? "hw_errs_seen" : "mces_seen", cpu);
        if (seen.isEmpty()) {
            return;
        }
        KernelObject outer = image.variables().object(wrapped ? "mce_hw_err" : "mce", seen.getAsLong());
        KernelObject mce = wrapped ? outer.struct("m") : outer;
        MachineCheckStatus status = new MachineCheckStatus(mce.number("status"));
        if (status.valid()) {
            facts.add(new HardwareError(
                    Report.MACHINE_CHECK,
                    status.severity(),
                    cpu,
                    (int) mce.number("bank") & 0xff,
                    Word.of(status.value()),
                    hasAddress(status) ? Word.of(mce.number("addr")) : null,
                    null,
                    1L,
                    null,
                    "the machine check that CPU " + cpu + " was handling",
                    Source.memory(
                            Word.of(mce.address()), (wrapped ? "hw_errs_seen" : "mces_seen") + " of CPU " + cpu)));
        }
    }

    /** MCI_STATUS_ADDRV */
    private static boolean hasAddress(MachineCheckStatus status) {
        return (status.value() >>> 58 & 1) != 0;
    }

    private static void poisonedPages(KernelImage image, FactSink facts) {
        OptionalLong counter = image.variables().find("num_poisoned_pages");
        long pages = counter.isEmpty() ? 0 : image.memory().u64(counter.getAsLong());
        if (pages > 0) {
            facts.add(new HardwareError(
                    Report.MEMORY_FAILURE,
                    Severity.INFO,
                    null,
                    null,
                    null,
                    null,
                    null,
                    pages,
                    null,
                    pages + " pages of memory have been given up",
                    Source.memory(Word.of(counter.getAsLong()), "num_poisoned_pages")));
        }
    }

    private static void faultedPages(KernelImage image, FactSink facts) {
        Set<Long> seen = new HashSet<>();
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            Word fault = context.faultAddress();
            if (fault == null || !FaultExtractor.isKernelFault(context)) {
                continue;
            }
            try {
                OptionalLong physical = physical(image, fault.value());
                if (physical.isPresent() && seen.add(physical.getAsLong())) {
                    poisoned(image.pages().ofPhysical(physical.getAsLong()), fault, physical.getAsLong(), facts);
                }
            } catch (UnreadableException | MissingTypeException e) {
                // That a page was not given up is nothing to tell, nor that it is not known.
            }
        }
    }

    private static void poisoned(Page page, Word fault, long physical, FactSink facts) {
        if (page.has(HWPOISON)) {
            facts.add(new HardwareError(
                    Report.MEMORY_FAILURE,
                    Severity.UNCORRECTED,
                    null,
                    null,
                    null,
                    Word.of(physical),
                    null,
                    1L,
                    null,
                    "the page of the faulting address " + fault + " has the flag " + HWPOISON,
                    Source.memory(Word.of(page.address()), "struct page")));
        }
    }

    /** The kernel unmaps pages that it gives up (set_mce_nospec()): their place in the direct mapping tells. */
    private static OptionalLong physical(KernelImage image, long address) {
        OptionalLong mapped = image.memory().physical(address);
        OptionalLong base = image.variables().find("page_offset_base");
        if (mapped.isPresent() || base.isEmpty()) {
            return mapped;
        }
        long offset = address - image.memory().u64(base.getAsLong());
        return offset >= 0 && offset < 1L << 46 ? OptionalLong.of(offset) : OptionalLong.empty();
    }
}
