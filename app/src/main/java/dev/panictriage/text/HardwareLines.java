// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.MachineCheckStatus;
import dev.panictriage.facts.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hardware complained of, as the log tells it up to the panic: {@code print_mce()} of {@code arch/x86/kernel/cpu/mce}
 * (2.6.32 to 7.x), {@code drivers/edac}, {@code drivers/pci/pcie/aer.c}, {@code mm/memory-failure.c}, {@code
 * arch/x86/kernel/nmi.c} and thermal throttling. The firmware's records are left to {@link FirmwareErrors}.
 */
final class HardwareLines {
    private static final String HARDWARE = "[Hardware Error]: ";

    /** Lines about a machine check follow its first at once. */
    private static final int MAX_LINES_AFTER_RECORD = 8;

    /** A bank that is found filled so soon after boot, without an exception, was filled before the reset. */
    private static final double BOOT_SECONDS = 30;

    private static final int PAGE_SHIFT = 12;

    private final HardwareErrorList errors = new HardwareErrorList();
    private final FirmwareErrors firmware = new FirmwareErrors(errors);
    private HardwareErrorList.@Nullable Entry last;
    private int lastLine;
    private @Nullable Word injected;
    private boolean over;

    /** To be called with every line, in the order of the log. */
    void read(LogLine line) {
        String text = line.text();
        int at = Chars.skipSpaces(text, 0);
        if (over || text.length() - at < 8) {
            return;
        }
        switch (text.charAt(at)) {
            case 'K' -> over = text.startsWith("Kernel panic - not syncing", at);
            case '{' -> firmware.read(line, at);
            case '[' -> hardware(line, at);
            case 'm' -> machineCheck(line, at);
            case 'C' -> cpu(line, at);
            case 'E' -> edac(line, at);
            case 'N', 'U' -> interrupt(line, at);
            case 'M', 'I' -> memoryFailure(line, at);
            case 'B' -> firmware.boot(text, at);
            case 'p', 'a' -> bus(line, at);
            case 't' -> zone(line, at);
            default -> {}
        }
    }

    /** At the end of the log. */
    List<Fact> facts() {
        firmware.end();
        return errors.facts();
    }

    private void hardware(LogLine line, int at) {
        if (line.text().startsWith(HARDWARE, at)) {
            record(line, at + HARDWARE.length());
        }
    }

    private void machineCheck(LogLine line, int at) {
        String text = line.text();
        if (!text.startsWith("mce: ", at)) {
            return;
        }
        int rest = at + "mce: ".length();
        if (text.startsWith(HARDWARE, rest)) {
            record(line, rest + HARDWARE.length());
        } else if (text.startsWith("CPU", rest)) {
            cpu(line, rest);
        } else if (text.startsWith("Uncorrected hardware memory error in user-access at ", rest)) {
            HardwareErrorList.Entry entry = entry(Report.MACHINE_CHECK, Severity.UNCORRECTED, line, rest);
            entry.address =
                    Chars.word(wordAt(text, rest + "Uncorrected hardware memory error in user-access at ".length()));
            errors.add(entry);
        }
    }

    /** What follows "[Hardware Error]: ". */
    private void record(LogLine line, int at) {
        String text = line.text();
        if (text.startsWith("CPU", at)) {
            cpu(line, at);
        } else if (text.startsWith("Machine check events logged", at)) {
            errors.add(entry(Report.MACHINE_CHECK, Severity.INFO, line, at));
        } else {
            followUp(line, at);
            firmware.unnumbered(line, at);
        }
    }

    private void followUp(LogLine line, int at) {
        HardwareErrorList.Entry entry = last;
        if (entry == null || line.number() - lastLine > MAX_LINES_AFTER_RECORD) {
            return;
        }
        String text = line.text();
        String address = valueAfter(text, text.startsWith("Error Addr: ", at) ? "Error Addr: " : "ADDR ", at);
        if (address != null && entry.address == null) {
            entry.address = Chars.word(address);
        }
        String socket = valueAfter(text, " SOCKET ", at);
        if (socket != null && entry.part == null) {
            entry.part = "socket " + socket;
        }
        if (text.startsWith("RIP", at) || text.startsWith("Machine check: ", at)) {
            entry.text += "; " + text.substring(at).strip();
        }
    }

    /**
     * "CPU 3: Machine Check Exception: 5 Bank 7: be00000000800400", as all versions have it, with and without what stands
     * before; "CPU:0 (17:31:0) MC18_STATUS[...]: 0x9c2040000000011b" of {@code drivers/edac/mce_amd.c}; "CPU3: Core temperature
     * above threshold, cpu clock throttled (total events = 1)".
     */
    private void cpu(LogLine line, int at) {
        String text = line.text();
        int number = at + "CPU".length();
        number = Chars.at(text, number, ' ') || Chars.at(text, number, ':') ? number + 1 : number;
        int end = Chars.skipDigits(text, number);
        Integer cpu = text.startsWith("CPU", at) ? Chars.number(text.substring(number, end)) : null;
        if (cpu == null) {
            return;
        }
        if (text.startsWith(": Machine Check", end)) {
            bank(line, at, cpu, text.indexOf(" Bank ", end));
        } else if (text.indexOf("_STATUS[", end) > 0) {
            amdBank(line, at, cpu, text.indexOf("_STATUS[", end));
        } else if (text.indexOf(" temperature ", end) > 0 && text.indexOf("throttled", end) > 0) {
            HardwareErrorList.Entry entry = entry(Report.THERMAL, Severity.INFO, line, at);
            entry.cpu = cpu;
            String total = valueAfter(text, "total events = ", at);
            Integer events = total == null ? null : Chars.number(total.substring(0, Chars.skipDigits(total, 0)));
            errors.add(entry).atLeast(events == null ? 1 : events);
        }
    }

    private void bank(LogLine line, int at, int cpu, int word) {
        String text = line.text();
        int number = word + " Bank ".length();
        int end = word < 0 ? number : Chars.skipDigits(text, number);
        if (word < 0 || !Chars.at(text, end, ':')) {
            return;
        }
        Word status = Chars.word(wordAt(text, end + 1));
        Integer bank = Chars.number(text.substring(number, end));
        if (status == null || bank == null) {
            return;
        }
        // MCG_STATUS stands before the bank; it is 0 where the bank was polled.
        boolean polled = text.startsWith(": 0 Bank", word - 3);
        boolean before = polled && line.timeSeconds() != null && line.timeSeconds() < BOOT_SECONDS;
        Severity severity = before ? Severity.INFO : new MachineCheckStatus(status.value()).severity();
        add(line, at, cpu, bank, status, severity, before ? "found at boot, from before the reset" : null);
    }

    private void amdBank(LogLine line, int at, int cpu, int word) {
        String text = line.text();
        int number = word;
        while (number > 0 && Chars.isDigit(text.charAt(number - 1))) {
            number--;
        }
        int close = text.indexOf("]: ", word);
        Word status = close < 0 ? null : Chars.word(wordAt(text, close + 3));
        Integer bank = Chars.number(text.substring(number, word));
        if (status == null || bank == null) {
            return;
        }
        Severity severity = new MachineCheckStatus(status.value()).severity();
        // Data is lost, but nobody has used it yet.
        boolean deferred = severity == Severity.CORRECTED && text.indexOf("Deferred", word) > 0;
        add(line, at, cpu, bank, status, deferred ? Severity.UNCORRECTED : severity, null);
    }

    private void add(LogLine line, int at, int cpu, int bank, Word status, Severity severity, @Nullable String remark) {
        HardwareErrorList.Entry entry = entry(Report.MACHINE_CHECK, severity, line, at);
        entry.cpu = cpu;
        entry.bank = bank;
        entry.status = status;
        entry.text += remark == null ? "" : "; " + remark;
        last = errors.add(entry);
        lastLine = line.number();
    }

    /**
     * "EDAC MC0: 1 CE memory read error on DIMM_A1 (channel:1 slot:0 page:0x12f4a offset:0x0 ...)" since 3.5; before "EDAC MC0:
     * CE page 0x12f4a, offset 0x0, grain 0, syndrome 0x0, row 0, channel 1, label "DIMM_A1": ...".
     */
    private void edac(LogLine line, int at) {
        String text = line.text();
        if (!text.startsWith("EDAC MC", at)) {
            return;
        }
        int digits = at + "EDAC MC".length();
        int colon = Chars.skipDigits(text, digits);
        if (!text.startsWith(": ", colon)) {
            return;
        }
        int number = colon + 2;
        int kind = Chars.skipDigits(text, number);
        Integer count = Chars.number(text.substring(number, kind));
        kind = Chars.skipSpaces(text, kind);
        boolean lost = text.startsWith("UE ", kind);
        if (!lost && !text.startsWith("CE ", kind)) {
            return;
        }
        HardwareErrorList.Entry entry = entry(Report.EDAC, lost ? Severity.UNCORRECTED : Severity.CORRECTED, line, at);
        entry.part = "memory controller " + text.substring(digits, colon) + label(text, kind);
        Word page = Chars.word(hexAfter(text, count == null ? "page " : "page:", kind));
        Word offset = Chars.word(hexAfter(text, count == null ? "offset " : "offset:", kind));
        if (page != null) {
            entry.address = Word.of((page.value() << PAGE_SHIFT) + (offset == null ? 0 : offset.value()));
        }
        errors.add(entry).more(count == null ? 0 : count - 1);
    }

    private static String label(String text, int from) {
        int on = text.indexOf(" on ", from);
        int quote = text.indexOf("label \"", from);
        int start = quote < 0 ? on + " on ".length() : quote + "label \"".length();
        int end = quote < 0 ? text.indexOf(" (", Math.max(start, from)) : text.indexOf('"', start);
        return on < 0 && quote < 0 || end <= start
                ? ""
                : ", " + text.substring(start, end).strip();
    }

    private void interrupt(LogLine line, int at) {
        String text = line.text();
        boolean system = text.startsWith("NMI: PCI system error (SERR)", at);
        boolean check = text.startsWith("NMI: IOCK error", at);
        if (!system && !check && !text.startsWith("Uhhuh. NMI received", at)) {
            return;
        }
        HardwareErrorList.Entry entry =
                entry(Report.NMI, system || check ? Severity.UNCORRECTED : Severity.INFO, line, at);
        String cpu = valueAfter(text, " on CPU ", at);
        entry.cpu = cpu == null ? null : Chars.number(cpu.substring(0, Chars.skipDigits(cpu, 0)));
        errors.add(entry);
    }

    /** "Memory failure: 0x12f4a: recovery action for dirty LRU page: Recovered"; before 4.2 "MCE 0x12f4a: ...". */
    private void memoryFailure(LogLine line, int at) {
        String text = line.text();
        String number = hexAfter(text, "Injecting memory failure for pfn ", at);
        if (number != null) {
            injected = Chars.word(number);
            return;
        }
        boolean old = text.startsWith("MCE 0x", at);
        if (!old && !text.startsWith("Memory failure: 0x", at)) {
            return;
        }
        Word frame = Chars.word(hexAfter(text, old ? "MCE " : "Memory failure: ", at));
        if (frame == null) {
            return;
        }
        boolean recovered = text.endsWith(": Recovered") || text.endsWith(": Delayed");
        HardwareErrorList.Entry entry =
                entry(Report.MEMORY_FAILURE, recovered ? Severity.INFO : Severity.UNCORRECTED, line, at);
        entry.address = Word.of(frame.value() << PAGE_SHIFT);
        if (frame.equals(injected)) {
            entry.severity = Severity.INFO;
            entry.text += "; injected by a program, not found by the hardware";
        }
        errors.add(entry);
    }

    /** "pcieport 0000:00:1c.0: AER: Uncorrected (Fatal) error received: 0000:01:00.0", since 6.9 "... error message received from". */
    private void bus(LogLine line, int at) {
        String text = line.text();
        int aer = text.startsWith("pcieport ", at) || text.startsWith("aer ", at) ? text.indexOf(": AER: ", at) : -1;
        if (aer < 0 || text.indexOf(" received", aer) < 0) {
            return;
        }
        int kind = aer + ": AER: ".length();
        kind = text.startsWith("Multiple ", kind) ? kind + "Multiple ".length() : kind;
        boolean lost = text.startsWith("Uncorrect", kind);
        if (!lost && !text.startsWith("Correct", kind)) {
            return;
        }
        boolean fatal = lost && text.indexOf("(Fatal)", kind) > 0;
        HardwareErrorList.Entry entry = entry(
                Report.PCIE_AER, fatal ? Severity.FATAL : lost ? Severity.UNCORRECTED : Severity.CORRECTED, line, at);
        int device = Chars.skipSpaces(text, Chars.skipWord(text, at));
        entry.part = "port " + text.substring(device, aer);
        errors.add(entry);
    }

    private void zone(LogLine line, int at) {
        String text = line.text();
        if (text.startsWith("thermal ", at) && text.indexOf("ritical temperature reached", at) > 0) {
            errors.add(entry(Report.THERMAL, Severity.FATAL, line, at));
        }
    }

    static HardwareErrorList.Entry entry(Report report, Severity severity, LogLine line, int at) {
        return new HardwareErrorList.Entry(
                report, severity, line.timeSeconds(), line.text().substring(at).strip(), line.source());
    }

    private static @Nullable String valueAfter(String text, String before, int from) {
        int at = text.indexOf(before, from);
        return at < 0 ? null : wordAt(text, at + before.length());
    }

    /** The number after some words, without what punctuation follows. */
    static @Nullable String hexAfter(String text, String before, int from) {
        String word = valueAfter(text, before, from);
        if (word == null) {
            return null;
        }
        int start = word.startsWith("0x") ? 2 : 0;
        return word.substring(0, Chars.skipHex(word, start));
    }

    private static String wordAt(String text, int from) {
        int start = Chars.skipSpaces(text, from);
        return text.substring(start, Chars.skipWord(text, start));
    }
}
