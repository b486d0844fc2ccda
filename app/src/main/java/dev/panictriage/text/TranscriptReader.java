// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of {@code crash} and listings of objdump, as pasted: commands in any order, prompts or none, indentation
 * lost, lines cut. What a line is, the line itself says; the command before it only helps. What no other part knows
 * goes to the log: that is where oops lines are found.
 */
public final class TranscriptReader {
    /** Where modules are loaded at the lowest, {@code Documentation/arch/x86/x86_64/mm.rst}. */
    private static final Word MODULE_AREA = Word.of(0xffffffffa0000000L);

    private static final Word MODULE_AREA_END = Word.of(0xffffffffff000000L);
    private static final int MAX_ROWS = 10_000;

    private final SystemText system = new SystemText();
    private final StackText stacks = new StackText();
    private final DisassemblyText disassembly = new DisassemblyText();
    private final StructText structs = new StructText();
    private final MemoryTable memory = new MemoryTable();
    private final PageTable pages = new PageTable();
    private final SlabTable slabs = new SlabTable();
    private final List<MemoryWord> words = new ArrayList<>();
    private final Map<Integer, Word> perCpuBases = new HashMap<>();
    private final List<Fact> rows = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();

    private TranscriptReader() {}

    /** What a transcript in UTF-8 says. */
    public static Transcript read(byte[] bytes) {
        return read(new String(bytes, StandardCharsets.UTF_8));
    }

    /** What a transcript says. */
    public static Transcript read(String text) {
        TranscriptReader reader = new TranscriptReader();
        int number = 0;
        for (String line : TranscriptText.lines(text)) {
            reader.readLine(line, ++number);
        }
        return reader.transcript();
    }

    private void readLine(String line, int number) {
        String text = line;
        int prompt = Chars.skipSpaces(text, 0);
        if (text.startsWith("crash>", prompt) || text.startsWith("crash64>", prompt)) {
            text = text.substring(text.indexOf('>', prompt) + 1);
            stacks.command(text);
            system.end();
            pages.command(text.strip());
            slabs.command(text);
            structs.command(text, number);
            if (!text.strip().endsWith("{")) {
                log.append('\n');
                return;
            }
        }
        if (isBareCommand(text)) {
            pages.command(text.strip());
        }
        boolean stack = stacks.read(text, number);
        if (stack) {
            system.end();
        }
        boolean taken = stack
                || system.read(text, number)
                || pages.read(text, number)
                || slabs.read(text, number)
                || memory.read(text, number)
                || disassembly.read(text, number)
                || readMemory(text, number)
                || structs.read(text, number)
                || readTask(text, number)
                || readModule(text, number);
        // The log keeps its line numbers.
        log.append(taken ? "" : text).append('\n');
    }

    /** {@code kmem ffff9c956f7b4231} of somebody who did not copy the prompt. */
    private static boolean isBareCommand(String text) {
        List<String> words = text.contains("kmem ") ? Chars.words(text) : List.of();
        return words.size() == 2 && words.getFirst().equals("kmem") && Chars.word(words.getLast()) != null;
    }

    /** {@code rd}, {@code kmem -o}. */
    private boolean readMemory(String text, int number) {
        String line = text.strip();
        if (line.startsWith("CPU ") && line.indexOf(": ") > 0) {
            int colon = line.indexOf(": ");
            Integer cpu = Chars.number(line.substring(4, colon));
            Word base = Chars.word(line.substring(colon + 2).strip());
            if (cpu != null && base != null && perCpuBases.size() < MAX_ROWS) {
                perCpuBases.putIfAbsent(cpu, base);
                return true;
            }
            return false;
        }
        if (line.startsWith("rd: invalid ")) {
            return readUnmapped(line, number);
        }
        int colon = Chars.skipHex(line, 0);
        if (colon < 8 || !Chars.at(line, colon, ':') || words.size() >= MAX_ROWS) {
            return false;
        }
        Word address = Chars.word(line.substring(0, colon));
        int at = Chars.skipSpaces(line, colon + 1);
        boolean found = false;
        while (address != null && Chars.skipHex(line, at) == at + 16) {
            Word value = Chars.word(line.substring(at, at + 16));
            if (value != null) {
                words.add(new MemoryWord(address, value, source(number)));
                found = true;
            }
            address = address.plus(Long.BYTES);
            at = Chars.skipSpaces(line, at + 16);
        }
        return found;
    }

    /** {@code rd: invalid kernel virtual address: ffffffffa88b53b0 type: "64-bit KVADDR"}. */
    private boolean readUnmapped(String line, int number) {
        int at = line.indexOf("address: ");
        if (at < 0) {
            return false;
        }
        at += "address: ".length();
        Word address = Chars.word(line.substring(at, Chars.skipHex(line, at)));
        if (address == null) {
            return false;
        }
        boolean module = address.compareTo(MODULE_AREA) >= 0 && address.compareTo(MODULE_AREA_END) < 0;
        rows.add(new AddressIdentity(
                address,
                module ? AddressIdentity.Kind.MODULE_AREA_UNUSED : AddressIdentity.Kind.UNKNOWN,
                null,
                null,
                false,
                "rd cannot read it",
                source(number)));
        return true;
    }

    /** {@code ps}: the tasks on CPUs, and those that wait without end. */
    private boolean readTask(String text, int number) {
        String line = text.strip();
        boolean active = line.startsWith(">");
        List<String> cells = Chars.words(active ? line.substring(1) : line);
        if (cells.size() < 9) {
            return false;
        }
        Integer pid = Chars.number(cells.get(0));
        Integer cpu = Chars.number(cells.get(2));
        Word task = cells.get(3).length() == 16 ? Chars.word(cells.get(3)) : null;
        boolean state = cells.get(4).length() == 2;
        if (pid == null || cpu == null || task == null || !state || Chars.number(cells.get(1)) == null) {
            return false;
        }
        boolean blocked = cells.get(4).equals("UN");
        if ((active || blocked) && rows.size() < MAX_ROWS) {
            String name = rest(active ? line.substring(1) : line, 8);
            String comm = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
            rows.add(new Task(task, pid, null, comm, blocked ? "D" : "R", cpu, null, null, null, null, source(number)));
        }
        return true;
    }

    /** What follows the first words of a line: a command's name may have blanks. */
    private static String rest(String line, int words) {
        int at = Chars.skipSpaces(line, 0);
        for (int i = 0; i < words; i++) {
            at = Chars.skipSpaces(line, Chars.skipWord(line, at));
        }
        return line.substring(at);
    }

    /** {@code mod}: {@code ffffffffa0005440  dm_mod  123303  (not loaded)}; since crash 8 with the base. */
    private boolean readModule(String text, int number) {
        String line = text.strip();
        int end = Chars.skipHex(line, 0);
        if (end != 16 || !Chars.at(line, end, ' ')) {
            return false;
        }
        List<String> cells = Chars.words(line);
        // A slab's row has two addresses and numbers too.
        if (cells.size() < 4 || rows.size() >= MAX_ROWS || !isModule(cells.get(1))) {
            return false;
        }
        Word base = cells.get(2).length() == 16 ? Chars.word(cells.get(2)) : null;
        Integer size = Chars.number(base == null ? cells.get(2) : cells.get(3));
        if (size == null || size == 0) {
            return false;
        }
        List<LoadedModule.Region> regions =
                base == null ? List.of() : List.of(new LoadedModule.Region("core", base, size));
        rows.add(new LoadedModule(cells.get(1), null, null, regions, "", source(number)));
        return true;
    }

    private static boolean isModule(String name) {
        return Chars.isLetter(name.charAt(0)) && (name.length() < 8 || Chars.skipHex(name, 0) < name.length());
    }

    private Transcript transcript() {
        structs.close();
        List<Fact> facts = new ArrayList<>();
        system.addTo(facts, stacks.panicked());
        stacks.addTo(facts, panicEvent(facts));
        memory.addTo(facts);
        pages.addTo(facts);
        slabs.addTo(facts);
        facts.addAll(rows);
        addSequenceLocks(facts);
        addLog(facts);
        return new Transcript(
                facts, disassembly.instructions(), words, structs.dumps(), structs.symbols(), perCpuBases);
    }

    /** The log's facts, where the debugger has not said the same. */
    private void addLog(List<Fact> facts) {
        boolean identity = has(facts, KernelIdentity.class);
        boolean machine = has(facts, MachineState.class);
        String panic = system.panic();
        List<Fact> logged = OopsParser.parse(LogReader.read(log.toString()));
        List<Fact> printed = List.copyOf(facts);
        if (panic != null && !has(logged, Oops.class)) {
            logged = withFirst(withPanic(logged, panic), printed);
        }
        if (!has(logged, Oops.class)) {
            Oops shown = OopsOnStack.shownBy(printed);
            if (shown != null) {
                facts.add(shown);
            }
        }
        for (Fact fact : logged) {
            boolean said = fact instanceof KernelIdentity && identity
                    || fact instanceof MachineState && machine
                    || fact instanceof PanicEvent && panic != null;
            if (!said) {
                facts.add(fact instanceof Oops oops ? OopsOnStack.of(oops, printed) : fact);
            }
        }
    }

    /** With the report that the panic's message is; crash leaves the log's prefix out at times. */
    private static List<Fact> withPanic(List<Fact> logged, String message) {
        boolean whole = message.startsWith(SystemText.NOT_SYNCING);
        List<Fact> panic = OopsParser.parse(List.of(LogLine.of(0, whole ? message : SystemText.NOT_SYNCING + message)));
        if (!whole && isAnyPanic(panic)) {
            List<Fact> oops = OopsParser.parse(List.of(LogLine.of(0, message)));
            panic = has(oops, Oops.class) || message.startsWith("Oops") ? oops : panic;
        }
        List<Fact> all = new ArrayList<>(logged);
        for (Fact fact : panic) {
            if (fact instanceof Oops || fact instanceof PanicEvent) {
                all.add(fact);
            }
        }
        return all;
    }

    /** With the fault before the one that the panic names, if the stack shows that there were two. */
    private static List<Fact> withFirst(List<Fact> logged, List<Fact> printed) {
        List<Fact> all = new ArrayList<>(logged.size() + 1);
        for (Fact fact : logged) {
            Oops before = fact instanceof Oops oops ? OopsOnStack.before(oops, printed) : null;
            if (before != null && fact instanceof Oops oops) {
                all.add(before);
                all.add(OopsOnStack.second(OopsOnStack.of(oops, printed)));
            } else {
                all.add(fact);
            }
        }
        return all;
    }

    private static boolean isAnyPanic(List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Oops oops && oops.kind() != Oops.Kind.PANIC) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable PanicEvent panicEvent(List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof PanicEvent panic) {
                return panic;
            }
        }
        return null;
    }

    private static boolean has(List<Fact> facts, Class<? extends Fact> kind) {
        for (Fact fact : facts) {
            if (kind.isInstance(fact)) {
                return true;
            }
        }
        return false;
    }

    /** A printed seqlock or seqcount whose address is known. */
    private void addSequenceLocks(List<Fact> facts) {
        for (StructDump dump : structs.dumps()) {
            Long sequence = dump.number("sequence");
            String name = dump.name();
            Word address = dump.address() != null ? dump.address() : name == null ? null : addressOf(name);
            if (sequence != null && address != null) {
                facts.add(new SequenceLock(address, name, null, sequence, null, writerLock(dump), dump.source()));
            }
        }
    }

    private @Nullable Word addressOf(String name) {
        Word printed = structs.symbols().get(name);
        if (printed != null) {
            return printed;
        }
        for (Disassembly instruction : disassembly.instructions()) {
            if (name.equals(instruction.targetSymbol())) {
                return instruction.target();
            }
        }
        return null;
    }

    /** The raw value of the spinlock beside the sequence: a queued lock's, or a ticket lock's. */
    private static @Nullable Long writerLock(StructDump dump) {
        for (String member : new String[] {"raw_lock.val.counter", "raw_lock.head_tail", "raw_lock.slock"}) {
            Long value = dump.number(member);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static Source source(int number) {
        return Source.transcript("line " + number);
    }
}
