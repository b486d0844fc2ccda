// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.kernel.printk.LogRecord;
import dev.panictriage.kernel.printk.PrintkLog;
import dev.panictriage.text.LogLine;
import dev.panictriage.text.OopsParser;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the kernel said in its log: its reports, the panic, and the machine. */
final class LogExtractor implements Extractor {
    private static final double NANOSECONDS = 1e9;

    @Override
    public String subject() {
        return "kernel log";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        PrintkLog log = kernel.image().log();
        if (log.skipped() > 0) {
            facts.missing(log.skipped() + " records of the kernel log", "not decodable");
        }
        MachineState told = null;
        for (Fact fact : OopsParser.parse(lines(log.records()))) {
            // Of all else, memory knows better.
            if (fact instanceof Oops
                    || fact instanceof PanicEvent
                    || fact instanceof Frame
                    || fact instanceof HardwareError
                    || fact instanceof ExceptionContext) {
                facts.add(fact);
            } else if (fact instanceof MachineState machine) {
                told = machine;
            }
        }
        facts.add(machine(kernel, told, log.records()));
    }

    /**
     * Numbered by record, as the sources of facts will name them. What programs wrote to /dev/kmsg is left out: {@code
     * devkmsg_write()} never lets it have the kernel's facility, 0.
     */
    private static List<LogLine> lines(List<LogRecord> records) {
        List<LogLine> lines = new ArrayList<>(records.size());
        int number = 0;
        for (LogRecord logged : records) {
            number++;
            if (logged.facility() != 0) {
                continue;
            }
            double seconds = logged.nanoseconds() / NANOSECONDS;
            String caller = caller(logged.caller());
            String text = logged.text();
            int start = 0;
            while (start <= text.length()) {
                int end = text.indexOf('\n', start);
                end = end < 0 ? text.length() : end;
                lines.add(new LogLine(number, seconds, caller, logged.level(), text.substring(start, end)));
                start = end + 1;
            }
        }
        return lines;
    }

    private static @Nullable String caller(OptionalInt caller) {
        if (caller.isEmpty()) {
            return null;
        }
        int id = caller.getAsInt();
        boolean cpu = (id & LogRecord.CPU_CALLER) != 0;
        return (cpu ? "C" : "T") + (id & ~LogRecord.CPU_CALLER);
    }

    /** Unknown where the panic has already taken the others offline, as it does when it stops them. */
    private static @Nullable Integer onlineCpus(KernelView kernel) {
        int online = kernel.image().perCpu().online().size();
        return online == 1 && kernel.image().perCpu().present().size() > 1 ? null : (Integer) online;
    }

    /** The last thing that a panicking kernel logs is the panic: its time is the uptime. */
    private static MachineState machine(KernelView kernel, @Nullable MachineState told, List<LogRecord> records) {
        Double uptime = records.isEmpty()
                ? null
                : (Double) (records.get(records.size() - 1).nanoseconds() / NANOSECONDS);
        OptionalLong crashTime = kernel.image().vmcoreInfo().crashTime();
        OptionalLong pages = kernel.image().memoryCounters().total();
        return new MachineState(
                onlineCpus(kernel),
                kernel.image().perCpu().present().size(),
                pages.isEmpty() ? null : (Long) (pages.getAsLong() * MemoryExtractor.PAGE_SIZE),
                uptime,
                crashTime.isEmpty() ? null : (Long) crashTime.getAsLong(),
                told == null ? null : told.hypervisor(),
                told == null ? null : told.hardware(),
                Source.log("log record " + records.size() + " (uptime, hardware), memory (CPUs, RAM)"));
    }
}
